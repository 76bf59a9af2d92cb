import { FeeBumpTransaction, TransactionBuilder } from '@stellar/stellar-sdk'
import type { Slot } from './startSlot.ts'

/** Reads what the network has applied since the last look. */
export type ChainReader = {
  /** Transactions of our own accounts that no chain step of the database says it has applied. */
  unknownTransactions(): Promise<string[]>
}

type Page = {
  readonly transactions: readonly { txHash: string; status: string; envelopeXdr: string }[]
  readonly cursor: string
}

const PAGE = 200

/** Begins with the next ledger: what was applied before is taken for known. */
export async function readChainFromNow(slot: Slot): Promise<ChainReader> {
  const { stack, db } = slot
  const { passphrase } = (await (await fetch(stack.sandbox.controlUrl)).json()) as { passphrase: string }
  let cursor = (await call<Page>(slot, { startLedger: await latestLedger(slot), pagination: { limit: PAGE } })).cursor
  return {
    async unknownTransactions() {
      const seen: { hash: string; payers: string[] }[] = []
      for (;;) {
        const page: Page = await call<Page>(slot, { pagination: { cursor, limit: PAGE } })
        cursor = page.cursor
        const applied = page.transactions.filter(({ status }) => status === 'SUCCESS')
        seen.push(
          ...applied.map(({ txHash, envelopeXdr }) => ({ hash: txHash, payers: payersOf(envelopeXdr, passphrase) })),
        )
        if (page.transactions.length < PAGE) break
      }
      const ours = new Set(
        (
          await db.sql<{ address: string }[]>`
        select address from wallets union select address from platform_accounts`
        ).map(({ address }) => address),
      )
      const known = new Set(
        (
          await db.sql<{ hash: string }[]>`
        select hash from chain_attempts where status = 'APPLIED'`
        ).map(({ hash }) => hash),
      )
      return seen
        .filter(({ hash, payers }) => payers.some((payer) => ours.has(payer)) && !known.has(hash))
        .map(({ hash }) => hash)
    },
  }
}

function payersOf(envelopeXdr: string, passphrase: string): string[] {
  const transaction = TransactionBuilder.fromXDR(envelopeXdr, passphrase)
  if (transaction instanceof FeeBumpTransaction) return [transaction.feeSource, transaction.innerTransaction.source]
  return [transaction.source]
}

async function latestLedger(slot: Slot): Promise<number> {
  return (await call<{ sequence: number }>(slot, undefined, 'getLatestLedger')).sequence
}

async function call<T>({ stack }: Slot, params: object | undefined, method = 'getTransactions'): Promise<T> {
  const answer = await fetch(stack.sandbox.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, ...(params && { params }) }),
  })
  const { result, error } = (await answer.json()) as { result: T; error?: { message: string } }
  if (error !== undefined) throw new Error(`${method} answered: ${error.message}`)
  return result
}
