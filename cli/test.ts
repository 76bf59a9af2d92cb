import { spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { projectRoot } from '../local/projectRoot.ts'

const programs = join(projectRoot, 'node_modules', '.bin')
const steps: readonly (readonly [string, ...string[]])[] = [
  ['biome', 'check', '.'],
  ['tsc', '--noEmit'],
  // Examples and packages use the SDK as it is published.
  ['node', 'sdk/build.mjs'],
  // What stands behind `npm test --` goes to the runner, for example a file's name.
  ['vitest', 'run', ...process.argv.slice(2)],
]

for (const [program, ...args] of steps) {
  const run = spawnSync(join(programs, program), args, {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` },
  })
  if (run.error) throw run.error
  const code = run.signal ? 128 + constants.signals[run.signal] : (run.status ?? 1)
  if (code !== 0) process.exit(code)
}
