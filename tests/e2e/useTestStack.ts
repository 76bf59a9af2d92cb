import { afterAll, beforeAll } from 'vitest'
import { close, connect, type Database } from '../../db/connect.ts'
import { SETTLED_MS, STACK_START_MS } from './createOrders.ts'
import { startTestStack, type TestStack } from './startTestStack.ts'

export type RunningStack = TestStack & { readonly db: Database }

const MAX_CONNECTIONS = 5

/** Starts a whole stack for a test file and stops it afterwards. What is returned may be called once tests run. */
export function useTestStack(ledgerIntervalMs?: number): () => RunningStack {
  let running: RunningStack | undefined
  beforeAll(async () => {
    const stack = await startTestStack(ledgerIntervalMs)
    const db = connect(stack.stack.databaseUrl, { maxConnections: MAX_CONNECTIONS, applicationName: 'offerhub-test' })
    running = { ...stack, db }
  }, STACK_START_MS)
  afterAll(async () => {
    if (running === undefined) return
    await close(running.db)
    await running.stop()
  }, SETTLED_MS)
  return () => {
    if (running === undefined) throw new Error('The stack did not start')
    return running
  }
}
