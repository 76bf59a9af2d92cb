import type { RpcContext, RpcMethod } from './method.ts'
import { getEvents } from './methods/getEvents.ts'
import { getLedgerEntries } from './methods/getLedgerEntries.ts'
import { getTransaction } from './methods/getTransaction.ts'
import { getTransactions } from './methods/getTransactions.ts'
import { getFeeStats, getHealth, getLatestLedger, getNetwork, getVersionInfo } from './methods/networkFacts.ts'
import { sendTransaction } from './methods/sendTransaction.ts'
import { simulateTransaction } from './methods/simulateTransaction.ts'

/** Every RPC method this network answers. */
export function rpcMethods(context: RpcContext): ReadonlyMap<string, RpcMethod> {
  return new Map<string, RpcMethod>([
    ['getHealth', () => getHealth(context)],
    ['getNetwork', () => getNetwork(context)],
    ['getLatestLedger', () => getLatestLedger(context)],
    ['getVersionInfo', () => getVersionInfo()],
    ['getFeeStats', () => getFeeStats(context)],
    ['getLedgerEntries', (params) => getLedgerEntries(context, params)],
    ['simulateTransaction', (params) => simulateTransaction(context, params)],
    ['sendTransaction', (params) => sendTransaction(context, params)],
    ['getTransaction', (params) => getTransaction(context, params)],
    ['getTransactions', (params) => getTransactions(context, params)],
    ['getEvents', (params) => getEvents(context, params)],
  ])
}
