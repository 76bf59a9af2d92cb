import { Client, Connection } from '@temporalio/client'
import type { Books } from '../../activities/audit/books.ts'
import { type Comparison, compareWithChain } from '../../activities/audit/compareWithChain.ts'
import { createOrderWorkflows } from '../../activities/audit/orderWorkflows.ts'
import { type Verified, verifyBooks } from '../../activities/audit/verifyBooks.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { readPlatformAccount } from '../../db/platform/platformAccounts.ts'
import type { Stack } from './findStack.ts'

/** Compares the ledger of a local stack with its chain. */
export async function checkBooks(stack: Stack): Promise<Comparison> {
  return await withBooks(stack, compareWithChain)
}

/** Compares everything that a local stack has: ledger, chain, orders, events and workflows. */
export async function verifyStack(stack: Stack): Promise<Verified> {
  const connection = await Connection.connect({ address: stack.temporalAddress })
  try {
    const workflows = createOrderWorkflows(new Client({ connection }))
    return await withBooks(stack, (books) => verifyBooks(books, workflows))
  } finally {
    await connection.close()
  }
}

async function withBooks<T>(stack: Stack, run: (books: Books & { db: Database }) => Promise<T>): Promise<T> {
  const control = (await (await fetch(stack.sandbox.controlUrl)).json()) as { passphrase: string; usdcIssuer: string }
  const db = connect(stack.databaseUrl, { maxConnections: 2, applicationName: 'offerhub-verify' })
  try {
    const treasuryAddress = await readPlatformAccount(db, 'treasury')
    return await run({ db, rpc: createRpc(stack.sandbox.rpcUrl), chain: control, treasuryAddress })
  } finally {
    await close(db)
  }
}
