import { distribute, type RoundingRisk, roundingRisk } from '../escrow/distribute.ts'
import { readEscrowAndBalance } from '../escrow/read.ts'
import type { EscrowCall, EscrowIntent, ResolveIntent } from '../intent.ts'
import { ChainStepError } from './errors.ts'
import { explainRefusal } from './explainRefusal.ts'
import { toStepError } from './readSource.ts'
import type { StepTools } from './tools.ts'

/** What to ask the vendor for in one attempt, or why there is nothing to ask for yet. */
export type Asked =
  /** `risk`: of a resolution that some revisions of the contract refuse. */
  | { readonly kind: 'call'; readonly call: EscrowCall; readonly risk: RoundingRisk | null }
  | { readonly kind: 'again'; readonly reason: string }

/** Fixes what an attempt asks for. All but a resolution are the same at every attempt. */
export async function callFor(
  tools: Pick<StepTools, 'rpc' | 'config'>,
  intent: EscrowIntent,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  return intent.kind === 'resolve' ? resolveCall(tools, intent, signal) : { kind: 'call', call: intent, risk: null }
}

/** Strangers can send USDC to a contract at any time, so its balance is read on the ledger for every build. */
async function resolveCall(
  tools: Pick<StepTools, 'rpc' | 'config'>,
  intent: ResolveIntent,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const { contractId, disputeResolver } = intent
  const read = await readEscrowAndBalance(tools.rpc, tools.config, contractId, signal).catch(toStepError)
  const { escrow, heldStroops } = read
  if (escrow === null) return { kind: 'again', reason: `the escrow ${contractId} is not to be seen on the ledger` }
  if (escrow.kind !== 'single') {
    const message = `The escrow ${contractId} pays each milestone by itself: it is resolved milestone by milestone.`
    throw new ChainStepError({ verdict: 'refused', message })
  }
  if (escrow.resolved || escrow.released) {
    const refusal = `The escrow ${contractId} has paid out already and cannot be resolved.`
    throw await explainRefusal(tools, intent, refusal, signal)
  }
  if (!escrow.disputed) return { kind: 'again', reason: `the escrow ${contractId} is not in dispute on the ledger` }
  const distributions = distribute(intent, heldStroops)
  if (distributions !== null) {
    const risk = roundingRisk(intent, heldStroops, escrow.platformFeeBps)
    return { kind: 'call', call: { kind: 'resolve', contractId, disputeResolver, distributions }, risk }
  }
  const asked = intent.shares.reduce((total, { amountStroops }) => total + BigInt(amountStroops), 0n)
  throw new ChainStepError({
    verdict: 'refused',
    message: `The escrow ${contractId} holds ${heldStroops} stroops, fewer than the ${asked} that are to be paid out of it.`,
  })
}
