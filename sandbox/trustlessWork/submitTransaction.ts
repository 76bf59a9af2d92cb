import { setTimeout as sleep } from 'node:timers/promises'
import type { FeeBumpTransaction, rpc, Transaction } from '@stellar/stellar-sdk'
import { ApiError, SubmitError } from './apiError.ts'
import type { Chain } from './chain.ts'
import type { EscrowIndex } from './escrowIndex.ts'
import { isDeployment } from './invocation.ts'
import { escrowIdOf, invokedContract, readEnvelope } from './invokedContract.ts'
import { presentState } from './presentEscrow.ts'

const MAX_WAIT_MS = 30_000
const POLL_INTERVAL_MS = 50
const SENT = 'The transaction has been successfully sent to the Stellar network.'
const NOT_SENT = 'The transaction could not be sent to the Stellar network for some unknown reason. Please try again.'

export type SubmitTools = {
  readonly chain: Chain
  readonly index: EscrowIndex
  readonly networkPassphrase: string
}

/** Submits a signed envelope and waits for its ledger. The answer carries no hash, as the vendor's does not. */
export async function submitTransaction(
  { chain, index, networkPassphrase }: SubmitTools,
  signedXdr: string,
): Promise<Record<string, unknown>> {
  const transaction = readEnvelope(signedXdr, networkPassphrase)
  if (transaction === undefined) throw new ApiError(400, 'Bad request')
  const deadlineMs = Date.now() + MAX_WAIT_MS
  await send(chain, transaction, deadlineMs)
  const result = await waitForLedger(chain, Buffer.from(transaction.hash()).toString('hex'), deadlineMs)
  if (result.status === 'FAILED') {
    throw new SubmitError(400, `${NOT_SENT} (${result.resultXdr.result.type})`)
  }
  const invoked = invokedContract(transaction)
  if (invoked === undefined) return { status: 'SUCCESS', message: SENT }
  const contractId = escrowIdOf(invoked, result.returnValue)
  const stored = (await chain.readEscrows([contractId])).get(contractId)
  if (stored !== undefined) index.learn(contractId, stored, result.ledger)
  if (!isDeployment(invoked.functionName) && invoked.functionName !== 'update_escrow') {
    return { status: 'SUCCESS', message: SENT }
  }
  return { status: 'SUCCESS', message: SENT, contractId, ...(stored && { escrow: presentState(stored) }) }
}

async function send(chain: Chain, transaction: Transaction | FeeBumpTransaction, deadlineMs: number): Promise<void> {
  while (Date.now() < deadlineMs) {
    const sent = await chain.server.sendTransaction(transaction)
    if (sent.status === 'PENDING') return
    // The vendor answers a repeated submission like any bad request, even when the first one was applied.
    if (sent.status === 'DUPLICATE') throw new ApiError(400, 'Bad request')
    if (sent.status === 'ERROR') {
      const known = await chain.server.getTransaction(sent.hash)
      if (known.status !== 'NOT_FOUND') throw new ApiError(400, 'Bad request')
      throw new SubmitError(400, `${NOT_SENT} (${sent.errorResult?.result.type ?? 'unknown result'})`)
    }
    await sleep(POLL_INTERVAL_MS)
  }
  throw new SubmitError(500, `${NOT_SENT} (the network keeps asking to try again later)`)
}

type Landed = rpc.Api.GetSuccessfulTransactionResponse | rpc.Api.GetFailedTransactionResponse

async function waitForLedger(chain: Chain, hash: string, deadlineMs: number): Promise<Landed> {
  while (Date.now() < deadlineMs) {
    const found = await chain.server.getTransaction(hash)
    if (found.status !== 'NOT_FOUND') return found
    await sleep(POLL_INTERVAL_MS)
  }
  throw new SubmitError(500, 'The transaction may not be complete yet')
}
