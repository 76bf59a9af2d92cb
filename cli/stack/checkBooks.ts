import { Client, Connection } from '@temporalio/client'
import type { Books } from '../../activities/audit/books.ts'
import { type Comparison, compareWithChain } from '../../activities/audit/compareWithChain.ts'
import { createOrderWorkflows } from '../../activities/audit/orderWorkflows.ts'
import { type Verified, verifyBooks } from '../../activities/audit/verifyBooks.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import type { Environment } from '../../config/givenValue.ts'
import { readSome } from '../../config/readSettings.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { readPlatformAccount } from '../../db/platform/platformAccounts.ts'
import type { Stack } from './findStack.ts'

/** Where the parts of a system are that hold its books. Nothing here signs, so no key is needed. */
export type System = {
  readonly databaseUrl: string
  readonly rpcUrl: string
  readonly chain: { readonly passphrase: string; readonly usdcIssuer: string }
  readonly temporalAddress: string
  readonly temporalNamespace: string
}

const DEVELOPMENT_NAMESPACE = 'default'

/** A local stack's network tells by itself what it is called and who issues its USDC. */
export async function systemOf({ databaseUrl, sandbox, temporalAddress }: Stack): Promise<System> {
  const chain = (await (await fetch(sandbox.controlUrl)).json()) as System['chain']
  return { databaseUrl, rpcUrl: sandbox.rpcUrl, chain, temporalAddress, temporalNamespace: DEVELOPMENT_NAMESPACE }
}

/** The system that the environment describes, as the API and the worker read it. */
export function systemIn(env: Environment): System {
  const {
    networkPassphrase: passphrase,
    usdcIssuer,
    ...where
  } = readSome(
    ['databaseUrl', 'rpcUrl', 'networkPassphrase', 'usdcIssuer', 'temporalAddress', 'temporalNamespace'],
    env,
  )
  return { ...where, chain: { passphrase, usdcIssuer } }
}

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
  const connection = await Connection.connect({ address: system.temporalAddress })
  try {
    const workflows = createOrderWorkflows(new Client({ connection, namespace: system.temporalNamespace }))
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
