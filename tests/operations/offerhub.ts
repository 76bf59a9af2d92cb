import { execFile } from 'node:child_process'
import path from 'node:path'
import { projectRoot } from '../../local/projectRoot.ts'

export type Told = { readonly exit: number; readonly out: string; readonly err: string }

/** Longer than the command itself waits for an outcome. */
const TIMEOUT_MS = 90_000

/** Runs `offerhub` as operations staff do, in a process of its own. */
export async function offerhub(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Told> {
  const file = path.join(projectRoot, 'cli/offerhub.ts')
  const { PATH = '', HOME = '' } = process.env
  const { promise, resolve } = Promise.withResolvers<Told>()
  const options = { env: { PATH, HOME, ...env }, timeout: TIMEOUT_MS, cwd: projectRoot }
  execFile(process.execPath, [file, ...args], options, (error, out, err) => {
    // Killed, or never started: no exit code, which no test expects.
    const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
    resolve({ exit, out, err })
  })
  return await promise
}

/** What it says with --json. */
export async function asked<T>(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ exit: number; json: T }> {
  const { exit, out, err } = await offerhub([...args, '--json'], env)
  if (!out.startsWith('{')) throw new Error(`offerhub ${args.join(' ')} ended with ${exit} and said: ${out}${err}`)
  return { exit, json: JSON.parse(out) as T }
}
