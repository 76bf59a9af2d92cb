import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { projectRoot } from '../local/projectRoot.ts'
import { atLeast, readReport, SEVERITIES, type Severity } from './audit/readReport.ts'

/**
 * Asks the registry for known weaknesses of what runs in production, and tells them. With --fail-on SEVERITY, exit code 1
 * when one is as bad as that, and 3 when the registry could not be asked: that is what a release is held to. Without it,
 * a report only: a weakness that was published last night is no reason for yesterday's commit to fail its tests.
 */
const { values } = parseArgs({ options: { 'fail-on': { type: 'string' } } })
const failOn = SEVERITIES.find((severity) => severity === values['fail-on'])
if (values['fail-on'] !== undefined && failOn === undefined) {
  console.error(`Usage: npm run audit:dependencies -- [--fail-on ${SEVERITIES.join('|')}]`)
  process.exit(2)
}

const LIMIT_MS = 60_000
const args = ['audit', '--omit=dev', '--json', '--fetch-timeout=20000', '--fetch-retries=0']
const run = spawnSync('npm', args, {
  cwd: projectRoot,
  encoding: 'utf8',
  timeout: LIMIT_MS,
  stdio: ['ignore', 'pipe', 'ignore'],
  // npm is a script on Windows.
  shell: process.platform === 'win32',
})
process.exitCode = tell(failOn)

function tell(wanted: Severity | undefined): number {
  const report = readReport(run.stdout ?? '')
  if (report.weaknesses === null) {
    console.log(
      `The registry could not be asked for known weaknesses (${report.reason}). Nothing is known of them here.`,
    )
    return wanted === undefined ? 0 : 3
  }
  for (const { name, severity, titles } of report.weaknesses)
    console.log(`${severity}: ${name}: ${titles.join('; ') || 'by a dependency'}`)
  console.log(`Known weaknesses in what runs in production: ${report.weaknesses.length}.`)
  return wanted !== undefined && atLeast(report.weaknesses, wanted).length > 0 ? 1 : 0
}
