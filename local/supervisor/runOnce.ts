import { spawn } from 'node:child_process'
import { type Progress, withElapsed } from '../progress.ts'
import { projectRoot } from '../projectRoot.ts'
import { SetupError } from '../setupError.ts'
import { type NodeProgram, nodeArguments } from './nodeService.ts'

const OUTPUT_KEPT_CHARACTERS = 20_000
const STEP_TIMEOUT_MS = 180_000

/** Runs one of our programs to its end and answers what it printed. */
export async function runOnce(
  program: NodeProgram & { label: string },
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  return withElapsed(progress, program.label, () => runToEnd(program, signal))
}

function runToEnd(program: NodeProgram & { label: string }, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, nodeArguments(program.script), {
      cwd: projectRoot,
      env: program.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_TIMEOUT_MS,
      signal,
    })
    let printed = ''
    let complaints = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-OUTPUT_KEPT_CHARACTERS)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-OUTPUT_KEPT_CHARACTERS)
    })
    child.once('error', (error) => reject(new SetupError(`${program.label}: ${error.message}`)))
    child.once('close', (code, killedBy) => {
      if (code === 0) return resolve(printed)
      const how = killedBy ? `was stopped by ${killedBy}` : `ended with code ${code}`
      reject(new SetupError(`${program.label} failed (${program.script} ${how}):\n${(complaints || printed).trim()}`))
    })
  })
}
