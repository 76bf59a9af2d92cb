import { pino } from 'pino'
import { setUpPlatform } from '../chain/platform/setUp.ts'
import { loadWorkerConfig } from '../config/load.ts'
import { close } from '../db/connect.ts'
import { savePlatformAccounts } from '../db/platform/platformAccounts.ts'
import { equip } from '../worker/equip.ts'
import { bootstrapContext } from './bootstrap/context.ts'
import { createFirstKey } from './bootstrap/createFirstKey.ts'
import { fundTreasury } from './bootstrap/fundTreasury.ts'

/**
 * Makes the platform's own accounts ready on the network and tells the database their addresses. Safe to repeat.
 * FRIENDBOT_URL and FAUCET_URL pay for them where money is worth nothing. OFFERHUB_CREATE_API_KEY=1 also makes an
 * API key with all scopes and prints it as one JSON line.
 */
const config = loadWorkerConfig(process.env)
const log = pino({ name: 'bootstrap', level: config.logLevel }, pino.destination(2))
const equipment = equip(config, new AbortController().signal)
try {
  const context = bootstrapContext(log)
  const tools = { ...equipment, config: equipment.chain, friendbotUrl: process.env.FRIENDBOT_URL }
  const accounts = await setUpPlatform(tools, context)
  await savePlatformAccounts(equipment.db, accounts)
  await fundTreasury(equipment, process.env.FAUCET_URL)
  const makesKey = process.env.OFFERHUB_CREATE_API_KEY === '1'
  const apiKey = makesKey ? await createFirstKey(equipment.db, config.network) : undefined
  console.log(JSON.stringify({ accounts: accounts.length, ...(apiKey && { apiKey }) }))
} catch (error) {
  log.error(error)
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await close(equipment.db)
}
