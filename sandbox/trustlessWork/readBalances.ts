import { readAddress, readI128, readStruct, readVec } from '../contracts/escrow/readValue.ts'
import { writeAddress, writeVec } from '../contracts/escrow/writeValue.ts'
import type { Chain } from './chain.ts'
import type { StoredEscrow } from './storedEscrow.ts'

const MAX_BALANCES_PER_CALL = 20

/** What escrows hold, from the chain. Any contract can be asked about all others of its kind. */
export async function readBalances(
  chain: Chain,
  stored: ReadonlyMap<string, StoredEscrow>,
): Promise<ReadonlyMap<string, bigint>> {
  const found = new Map<string, bigint>()
  for (const kind of ['single', 'multi'] as const) {
    const ids = [...stored].filter(([, escrow]) => escrow.kind === kind).map(([contractId]) => contractId)
    for (let start = 0; start < ids.length; start += MAX_BALANCES_PER_CALL) {
      await readSome(chain, ids.slice(start, start + MAX_BALANCES_PER_CALL), found)
    }
  }
  return found
}

async function readSome(chain: Chain, contractIds: readonly string[], found: Map<string, bigint>): Promise<void> {
  const [any] = contractIds
  if (any === undefined) return
  const answer = await chain.view(any, 'get_multiple_escrow_balances', [writeVec(contractIds.map(writeAddress))])
  for (const item of readVec(answer)) {
    const fields = readStruct(item, ['address', 'balance', 'trustline_decimals'])
    found.set(readAddress(fields.address), readI128(fields.balance))
  }
}
