import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** An account of the ledger with the address where the chain holds its USDC. */
export type PlacedAccount = { readonly account: string; readonly address: string }

type Page = { readonly accounts: readonly PlacedAccount[]; readonly last: string | null }

const ESCROW = 'escrow:'
const WALLET = 'wallet:'

/**
 * The next accounts that stand for USDC on chain: every contract, the treasury, every wallet that there is a key of, whether
 * the ledger knows it already or not. `after` is the `last` of the page before, empty at the beginning.
 */
export async function accountsAfter(
  { sql }: Pick<Database, 'sql'>,
  after: string,
  limit: number,
  treasuryAddress: string,
): Promise<Page> {
  const inEscrows = after === '' || after.startsWith(ESCROW)
  const contract = after.startsWith(ESCROW) ? after.slice(ESCROW.length) : ''
  const wallet = after.startsWith(WALLET) ? after.slice(WALLET.length) : ''
  const rows = await sql<(PlacedAccount & { place: string })[]>`
    select account, address, place from (
      (select 1 as part, 'escrow:' || contract_id as account, contract_id as address, 'escrow:' || contract_id as place
        from escrows where contract_id > ${contract} order by contract_id limit ${inEscrows ? limit : 0})
      union all
      (select 2, 'treasury', ${treasuryAddress}, 'treasury' where ${inEscrows}::boolean)
      union all
      (select 3, 'wallet:' || coalesce(user_id, address), address, 'wallet:' || address
        from wallets where address > ${wallet} order by address limit ${limit})
    ) placed order by part, address limit ${limit}`
  return { accounts: rows, last: rows.length < limit ? null : (rows.at(-1)?.place ?? null) }
}

/** Accounts of these names; one that has no address is left out. */
export async function accountsNamed(
  { sql }: Pick<Database, 'sql'>,
  names: readonly string[],
  treasuryAddress: string,
): Promise<PlacedAccount[]> {
  if (names.length === 0) return []
  return await sql<PlacedAccount[]>`
    select account, address from (
      select n.account, case
        when n.account = 'treasury' then ${treasuryAddress}
        when n.account like 'escrow:%' then substr(n.account, length('escrow:') + 1)
        else coalesce(
          (select address from wallets where user_id = substr(n.account, length('wallet:') + 1) limit 1),
          (select address from wallets where address = substr(n.account, length('wallet:') + 1) limit 1)
        ) end as address
      from unnest(${textArray(sql, names)}) as n(account)
    ) named where address is not null`
}
