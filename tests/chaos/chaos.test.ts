import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { projectRoot } from '../../local/projectRoot.ts'

const KILLS = 20
/** The first start on a machine may have to build Temporal's server. */
const LIMIT_MS = 20 * 60_000

test(
  `${KILLS} kills under load: nothing is lost, nothing is done twice, and the stack is back within 30 s each time`,
  async () => {
    const { printed, said, code } = await runChaos(['--kills', String(KILLS), '--seed', '1', '--json'])
    const lines = printed.trim().split('\n')
    console.log(lines.join('\n'))
    expect(lines, said).toHaveLength(1)
    const result = JSON.parse(lines[0] ?? '') as Record<string, number>
    expect(result, said).toMatchObject({ kills: KILLS, lost: 0, duplicated: 0, violations: 0 })
    expect(result.recoverySecondsMax).toBeLessThan(30)
    expect(result.commands).toBeGreaterThan(100)
    expect(code).toBe(0)
  },
  LIMIT_MS,
)

const SAID_CHARACTERS = 20_000

function runChaos(options: readonly string[]): Promise<{ printed: string; said: string; code: number | null }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'cli/chaos.ts', ...options], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGTERM'))
    let printed = ''
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_CHARACTERS)
    })
    child.once('close', (code) => resolve({ printed, said, code }))
  })
}
