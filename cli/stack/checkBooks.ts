import { type Comparison, compareWithChain } from '../../activities/audit/compareWithChain.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import { close, connect } from '../../db/connect.ts'
import { readPlatformAccount } from '../../db/platform/platformAccounts.ts'
import type { Stack } from './findStack.ts'

/** Compares the ledger of a local stack with its chain. */
export async function checkBooks(stack: Stack): Promise<Comparison> {
  const control = (await (await fetch(stack.sandbox.controlUrl)).json()) as { passphrase: string; usdcIssuer: string }
  const db = connect(stack.databaseUrl, { maxConnections: 2, applicationName: 'offerhub-verify' })
  try {
    const treasuryAddress = await readPlatformAccount(db, 'treasury')
    return await compareWithChain({ db, rpc: createRpc(stack.sandbox.rpcUrl), chain: control, treasuryAddress })
  } finally {
    await close(db)
  }
}
