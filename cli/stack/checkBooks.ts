import { Client, Connection } from '@temporalio/client'
import type { Books } from '../../activities/audit/books.ts'
import { type Comparison, compareWithChain } from '../../activities/audit/compareWithChain.ts'
import { createOrderWorkflows } from '../../activities/audit/orderWorkflows.ts'
import { type Verified, verifyBooks } from '../../activities/audit/verifyBooks.ts'
import { createWithdrawalWorkflows } from '../../activities/audit/withdrawalWorkflows.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import { connectionOptions } from '../../config/temporalConnection.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { readPlatformAccount } from '../../db/platform/platformAccounts.ts'
import type { Stack } from './findStack.ts'
import { type System, systemOf } from './system.ts'

/** Compares the ledger of a local stack with its chain. */
export async function checkBooks(stack: Stack): Promise<Comparison> {
  return await withBooks(await systemOf(stack), compareWithChain)
}

/** Compares everything that a local stack has: ledger, chain, orders, events and workflows. */
export async function verifyStack(stack: Stack): Promise<Verified> {
  return await verifySystem(await systemOf(stack))
}

/** Compares everything that a system has: ledger, chain, orders, events and workflows. */
export async function verifySystem(system: System): Promise<Verified> {
  const connection = await Connection.connect(connectionOptions(system))
  try {
    const client = new Client({ connection, namespace: system.temporalNamespace })
    const workflows = { orders: createOrderWorkflows(client), withdrawals: createWithdrawalWorkflows(client) }
    return await withBooks(system, (books) => verifyBooks(books, workflows))
  } finally {
    await connection.close()
  }
}

async function withBooks<T>(
  { databaseUrl, rpcUrl, chain }: System,
  run: (books: Books & { db: Database }) => Promise<T>,
): Promise<T> {
  const db = connect(databaseUrl, { maxConnections: 2, applicationName: 'offerhub-verify' })
  try {
    const treasuryAddress = await readPlatformAccount(db, 'treasury')
    return await run({ db, rpc: createRpc(rpcUrl), chain, treasuryAddress })
  } finally {
    await close(db)
  }
}
