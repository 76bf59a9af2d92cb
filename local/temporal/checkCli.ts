import { execFile } from 'node:child_process'
import { OLDEST_SERVER } from './cliVersion.ts'
import { explainRunFailure } from './runFailure.ts'

const VERSION_TIMEOUT_MS = 15_000

export type CliCheck = { works: true; version: string } | { works: false; reason: string }

/** Runs `temporal --version`: a file of that name may be for another system, another program, or too old. */
export function checkCli(path: string): Promise<CliCheck> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: VERSION_TIMEOUT_MS }, (error, stdout) => {
      if (error) return resolve({ works: false, reason: explainRunFailure(error, VERSION_TIMEOUT_MS) })
      const version = stdout.trim().split('\n')[0] ?? ''
      if (!/^temporal version /i.test(version)) {
        return resolve({
          works: false,
          reason: `is not Temporal's command (\`--version\` said "${version.slice(0, 60)}")`,
        })
      }
      const server = /server (\d+\.\d+\.\d+)/i.exec(version)?.[1]
      if (server && isOlder(server, OLDEST_SERVER)) {
        return resolve({ works: false, reason: `is too old (server ${server}, needed ${OLDEST_SERVER})` })
      }
      resolve({ works: true, version })
    })
  })
}

function isOlder(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number))
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
