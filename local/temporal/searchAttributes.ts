import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { cliEnvironment } from './cliEnvironment.ts'

/** What operators filter workflows by in the Web UI. */
export const SEARCH_ATTRIBUTES = {
  OrderStatus: 'Keyword',
  OrderStuck: 'Bool',
  StuckReason: 'Keyword',
  BuyerId: 'Keyword',
  SellerId: 'Keyword',
} as const

const COMMAND_TIMEOUT_MS = 20_000

/** The dev server registers attributes only while it makes a new database file: older files get the missing ones here. */
export async function addMissingSearchAttributes(cliPath: string, address: string): Promise<void> {
  const operator = (...args: string[]) =>
    promisify(execFile)(cliPath, ['operator', 'search-attribute', ...args, '--address', address], {
      timeout: COMMAND_TIMEOUT_MS,
      env: cliEnvironment(),
    })
  const { stdout } = await operator('list')
  const present = new Set(stdout.split('\n').map((line) => line.trim().split(/\s+/)[0]))
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !present.has(name))
  if (missing.length === 0) return
  await operator('create', ...missing.flatMap(([name, type]) => ['--name', name, '--type', type]))
}
