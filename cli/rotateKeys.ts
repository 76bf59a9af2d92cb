import { parseArgs } from 'node:util'
import { parseMasterKeys } from '../chain/keys/masterKeys.ts'
import { readSome } from '../config/readSettings.ts'
import { close, connect } from '../db/connect.ts'
import { keyIdsInUse } from '../db/wallets/keyIdsInUse.ts'
import { checkKeys } from './keys/checkKeys.ts'
import { rotateKeys } from './keys/rotate.ts'

/**
 * Seals the wallets' keys anew with the newest master key: the first one in MASTER_KEY, which every running worker has
 * to have already. Safe to stop and to repeat. With --check it changes nothing and says which keys are still in use;
 * with --drop ID it refuses, by exit code 1, while that key is.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, drop: { type: 'string' } } })
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())

try {
  const settings = readSome(['databaseUrl', 'masterKey'], process.env)
  const masterKeys = parseMasterKeys(settings.masterKey)
  const db = connect(settings.databaseUrl, { maxConnections: 2, applicationName: 'offerhub-keys' })
  try {
    if (values.check || values.drop !== undefined) await check(values.drop)
    else await rotate()
  } finally {
    await close(db)
  }

  async function check(wanted: string | undefined): Promise<void> {
    const uses = checkKeys(masterKeys, await keyIdsInUse(db)).filter(({ keyId }) => keyId === (wanted ?? keyId))
    for (const { keyId, wallets, advice } of uses) console.log(`${keyId}: ${wallets} wallets; ${advice}`)
    if (wanted !== undefined && uses.length === 0) console.log(`${wanted}: unknown, neither configured nor in use`)
    const refused = uses.some(({ configured, newest, wallets }) =>
      wanted === undefined ? !configured : newest || wallets > 0,
    )
    if (refused) process.exitCode = 1
  }

  async function rotate(): Promise<void> {
    const report = (resealed: number) => console.log(`${resealed} wallets sealed with "${masterKeys.current.id}"`)
    const { resealed, left, problems } = await rotateKeys(db, masterKeys, { signal: stop.signal, onBatch: report })
    for (const problem of problems) console.error(problem)
    console.log(`Done: ${resealed} sealed anew, ${left} left under an older key.`)
    if (left > 0)
      console.log('Run it again; wallets keep appearing under an older key while a worker still has it first.')
    if (problems.length > 0) process.exitCode = 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
