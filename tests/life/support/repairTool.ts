import { spawn } from 'node:child_process'
import { projectRoot } from '../../../local/projectRoot.ts'
import { nodeArguments } from '../../../local/supervisor/nodeService.ts'
import type { Piece } from './pieces.ts'
import type { Life } from './usePieces.ts'

export type Repaired = {
  readonly code: number | null
  readonly well: boolean
  readonly hold: { readonly reason: string } | null
  readonly found: readonly string[]
  readonly did: readonly string[]
  readonly advised: readonly string[]
  readonly unexplained: readonly string[]
  /** What it said while it worked. */
  readonly said: string
  readonly elapsedMs: number
}

/** Runs `node cli/repair.ts` as an operator would, in the environment of the worker. */
export async function repair({ pieces }: Pick<Life, 'pieces'>, ...options: string[]): Promise<Repaired> {
  const startedAtMs = Date.now()
  const { code, out, said } = await runTool(pieces.worker, ['--json', ...options])
  const elapsedMs = Date.now() - startedAtMs
  const line = out.trim().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) throw new Error(`The repair ended with code ${code} and said:\n${said}${out}`)
  return { code, said, elapsedMs, ...JSON.parse(line) }
}

/** Runs it where it is expected to refuse to work; resolves to what it said. */
export async function refusedRepair({ pieces }: Pick<Life, 'pieces'>, ...options: string[]): Promise<string> {
  const { code, said } = await runTool(pieces.worker, options)
  if (code !== 1) throw new Error(`The repair ended with code ${code} instead of refusing:\n${said}`)
  return said
}

async function runTool({ environment }: Piece, options: readonly string[]) {
  const [script, ...flags] = [...nodeArguments('cli/repair.ts'), ...options]
  const child = spawn(process.execPath, [script ?? '', ...flags], {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, out, said }
}
