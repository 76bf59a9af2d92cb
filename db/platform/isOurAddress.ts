import type { Database } from '../connect.ts'

/** True for every account of this platform: users' wallets, those kept for users to come, and the platform's own. */
export async function isOurAddress({ sql }: Pick<Database, 'sql'>, address: string): Promise<boolean> {
  const [row] = await sql<{ ours: boolean }[]>`
    select exists (select from wallets where address = ${address})
      or exists (select from platform_accounts where address = ${address}) as ours`
  return row?.ours ?? false
}
