import type { ChainProof } from '../../domain/ledger/posting.ts'
import { readShares } from '../escrow/readShares.ts'
import type { Share } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import type { TransactionAnswer } from '../rpc/answers.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { ChainStepError } from '../step/errors.ts'
import { toStepError } from '../step/readSource.ts'
import { demand, Refusal } from '../verify/refusal.ts'
import { checkProvenCall, type WantedCall } from './checkProvenCall.ts'
import { type ProvenTransaction, readProvenTransaction } from './provenCall.ts'

export type ManualProofQuery = WantedCall & {
  /** Of the transaction; of a fee bump, either hash. */
  readonly hash: string
}

export type ManualProof = {
  readonly proof: ChainProof
  /** What a resolution handed out, before fees; empty for every other function. */
  readonly distributions: readonly Share[]
}

const HASH_PATTERN = /^[0-9a-f]{64}$/
const RESOLUTIONS: ReadonlySet<string> = new Set(['resolve_dispute', 'resolve_milestone_dispute'])

/**
 * Looks at a transaction that somebody made by hand and tells whether it did what a stuck step wanted. Throws ChainStepError:
 * `refused` with the reason when it did not, `retry` when the RPC server gives no answer.
 */
export async function readManualProof(
  rpc: ChainRpc,
  config: ChainConfig,
  query: ManualProofQuery,
  signal?: AbortSignal,
): Promise<ManualProof> {
  const hash = query.hash.trim().toLowerCase()
  try {
    demand(HASH_PATTERN.test(hash), 'a transaction hash is 64 hexadecimal digits')
    const answer = await rpc.getTransaction(hash, signal).catch(toStepError)
    return prove(config, query, hash, answer)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new ChainStepError({
      verdict: 'refused',
      message: `The transaction "${query.hash}" does not prove the step: ${error.message}.`,
    })
  }
}

function prove(config: ChainConfig, query: ManualProofQuery, hash: string, answer: TransactionAnswer): ManualProof {
  const { ledger, envelopeXdr, oldestLedger, latestLedger } = answer
  demand(
    answer.status !== 'NOT_FOUND',
    `the network does not show it between ledgers ${oldestLedger} and ${latestLedger}; wait until it is applied`,
  )
  demand(answer.status === 'SUCCESS', 'it failed on the ledger, so it had no effect')
  demand(
    ledger !== undefined && envelopeXdr !== undefined,
    'the RPC server does not say what it contains or where it is',
  )
  const transaction = readProvenTransaction(envelopeXdr, config.passphrase, hash)
  checkProvenCall(config, transaction.call, query)
  return { proof: { transactionHash: transaction.hash, ledger }, distributions: distributionsOf(transaction) }
}

function distributionsOf({ call }: ProvenTransaction): readonly Share[] {
  if (!RESOLUTIONS.has(call.functionName)) return []
  // Last in both contracts and both lineages: one takes the protocol's fee address before it.
  const shares = readShares(call.args.at(-1))
  demand(shares !== null, 'its last argument does not say who got what')
  return shares
}
