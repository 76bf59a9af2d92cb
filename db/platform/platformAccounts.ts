import type { Database } from '../connect.ts'
import { jsonRows } from '../fragment.ts'

/** A role is "treasury", "sponsor", "resolver" or "deployer 1" and so on. */
export type PlatformAddress = { readonly role: string; readonly address: string }

/** Announces the platform's own addresses, so that processes without keys know them. The last announcement counts. */
export async function savePlatformAccounts(
  { sql }: Pick<Database, 'sql'>,
  accounts: readonly PlatformAddress[],
): Promise<void> {
  const rows = accounts.map(({ role, address }) => ({ role, address }))
  await sql`
    insert into platform_accounts as known (role, address)
    select a.role, a.address from json_to_recordset(${jsonRows(sql, rows)}) as a(role text, address text)
    order by a.role
    on conflict (role) do update set address = excluded.address, updated_at = now()
    where known.address <> excluded.address`
}

/** The address of one of the platform's own accounts. */
export async function readPlatformAccount({ sql }: Pick<Database, 'sql'>, role: string): Promise<string> {
  const [row] = await sql<{ address: string }[]>`select address from platform_accounts where role = ${role}`
  if (!row) throw new Error(`No worker has announced the platform's account "${role}" yet. Start a worker first.`)
  return row.address
}
