import { parseArgs } from 'node:util'
import { textOf } from '../config/givenValue.ts'
import { withTemporal } from './temporal/open.ts'
import { promote } from './temporal/promote.ts'

/** Names the release whose workers get all work from now on: the last step of a roll-out, and of a roll-back. */
const USAGE =
  'Usage: npm run temporal:promote -- [--build-id ID | --unversioned] [--wait-seconds N]; the id is WORKER_BUILD_ID when left out'
const MAX_WAIT_SECONDS = 3_600
const { values } = parseArgs({
  options: {
    'build-id': { type: 'string' },
    unversioned: { type: 'boolean', default: false },
    'wait-seconds': { type: 'string', default: '120' },
  },
})
const waitSeconds = Number(values['wait-seconds'])
const named = values['build-id'] ?? textOf(process.env, 'WORKER_BUILD_ID')
const buildId = values.unversioned ? null : named
const isClear = buildId !== undefined && !(values.unversioned && values['build-id'] !== undefined)
if (!isClear || !Number.isInteger(waitSeconds) || waitSeconds < 0 || waitSeconds > MAX_WAIT_SECONDS) {
  console.error(USAGE)
  process.exit(2)
}
await withTemporal(async (connection, { temporalNamespace: namespace }) => {
  await promote({ connection, namespace, buildId: buildId ?? null, waitMs: waitSeconds * 1_000, say: console.log })
  return true
})
