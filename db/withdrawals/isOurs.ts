import type { Database } from '../connect.ts'

/**
 * Whether an account is one of this platform: a wallet, whoever owns it, or an account of the platform itself as a worker
 * has announced it. Escrows are contracts, which no withdrawal goes to.
 */
export async function isOurAddress({ sql }: Pick<Database, 'sql'>, account: string): Promise<boolean> {
  const [row] = await sql<{ ours: boolean }[]>`
    select exists (select from wallets where address = ${account})
      or exists (select from platform_accounts where address = ${account}) as ours`
  return row?.ours ?? false
}
