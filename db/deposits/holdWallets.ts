import type { TransactionSql } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** A spare wallet was given to a user while a transfer to it was being judged; nothing of the batch was written. */
export class WalletGivenAway extends Error {
  override readonly name = 'WalletGivenAway'

  constructor(addresses: readonly string[]) {
    super(`${addresses.join(', ')} got an owner in the meantime. Nothing was written; judge the transfers again.`)
  }
}

/** Wallets without an owner that hold money are given to nobody any more: the next owner would find a stranger's money. */
export async function holdWallets(tx: TransactionSql, addresses: readonly string[]): Promise<void> {
  const wanted = [...new Set(addresses)]
  if (wanted.length === 0) return
  const rows = await tx<{ address: string }[]>`
    update wallets set status = 'HELD' where address = any(${textArray(tx, wanted)}) and user_id is null
    returning address`
  const held = new Set(rows.map(({ address }) => address))
  const taken = wanted.filter((address) => !held.has(address))
  if (taken.length > 0) throw new WalletGivenAway(taken)
}
