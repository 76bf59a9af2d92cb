import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Block } from './blocks.ts'
import { fill, look, type Place } from './place.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const LIMIT_MS = 90_000
const OUTPUT_LIMIT = 4_000_000
/** With --fail-with-body a refusal fails the block, as it would stop a reader; the body says why. */
const BEFORE = `set -euo pipefail
[ -f "$BLOCK_STATE" ] && . "$BLOCK_STATE"
curl() { command curl --fail-with-body -sS "$@"; }
command -v uuidgen > /dev/null || uuidgen() { cat /proc/sys/kernel/random/uuid; }
trap 'export -p > "$BLOCK_STATE"' EXIT
set -a
`
const REFUSED_BY_CURL = 22

type Result = { readonly code: number; readonly output: string; readonly errors: string }

/** Runs a shell block of a page; variables that it sets are there for the next one. Returns what it printed. */
export async function runShell(block: Block, place: Place, stateFile: string): Promise<string> {
  const { code, output, errors } = await bash(BEFORE + fill(block.text, place), {
    ...process.env,
    ...place.variables,
    BLOCK_STATE: stateFile,
  })
  const wanted = block.refused === null ? 0 : REFUSED_BY_CURL
  const told = `${output}\n${errors}`.trim()
  if (code !== wanted) throw new Error(`the block ended with ${code} instead of ${wanted}:\n${told}`)
  if (block.refused !== null && !output.includes(`"code":"${block.refused}"`)) {
    throw new Error(`the block was not refused with ${block.refused}:\n${told}`)
  }
  look(place, output)
  return output
}

function bash(script: string, env: NodeJS.ProcessEnv): Promise<Result> {
  const child = spawn('bash', ['-c', script], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const texts = { output: '', errors: '' }
  child.stdout.on('data', (part) => {
    texts.output = (texts.output + part).slice(-OUTPUT_LIMIT)
  })
  child.stderr.on('data', (part) => {
    texts.errors = (texts.errors + part).slice(-OUTPUT_LIMIT)
  })
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), LIMIT_MS)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (signal !== null) texts.errors += `\nkilled by ${signal} after ${LIMIT_MS} ms`
      resolve({ code: code ?? -1, ...texts })
    })
  })
}
