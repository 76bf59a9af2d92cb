import { readManualProof } from '../../chain/proof/readManualProof.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import { createStepStore } from '../../db/chainSteps/postgresStepStore.ts'
import type { OrderId } from '../../domain/ids.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import { asActivity } from '../step/runStep.ts'
import type { EscrowDependencies, EscrowInput } from './activities.ts'
import type { Parties, ReadyParties } from './parties.ts'

/** What support's commands have to find out before they are answered. */
export type SupportActivities = {
  /** Checks a transaction that support made by hand: applied, and the right call of the right contract. */
  acceptManualProof(input: EscrowInput & ManualCall): Promise<ManualAnswer>
  /** Whether a step can still happen by an envelope that was signed for it. */
  readStepFate(input: { orderId: OrderId; step: string }): Promise<StepFate>
}

export type ManualCall = {
  readonly functionName: string
  /** The milestone that the call must be about, counted from zero; left out where the contract has only one. */
  readonly milestone?: number
  /** Of a resolution: what each person must have got. Anything else may have gone to the treasury only. */
  readonly shares?: Shares
  readonly transactionHash: string
}

export type Shares = { readonly releaseStroops: string; readonly refundStroops: string }

/** What a transaction made by hand shows. */
export type ManualAnswer = {
  readonly proof: ChainProof
  /** What a resolution paid to whom, before fees; empty for any other call. */
  readonly distributions: readonly { readonly address: string; readonly amountStroops: string }[]
}

export type StepFate = { readonly isDead: boolean; readonly sentence: string }

export function createSupportActivities(
  { db, rpc, chain }: EscrowDependencies,
  readyParties: ReadyParties,
): SupportActivities {
  const store = createStepStore(db)
  return {
    async acceptManualProof({ terms, contractId, functionName, milestone, shares, transactionHash }) {
      const parties = await readyParties(terms)
      const wanted = { contractId, functionName, milestoneIndex: milestone, ...paymentOf(functionName, terms, parties) }
      return await asActivity(async ({ signal }) => {
        const answer = await readManualProof(rpc, chain, { ...wanted, hash: transactionHash }, signal)
        if (shares) checkShares(answer, shares, parties)
        return answer
      })
    },
    async readStepFate({ orderId, step }) {
      const last = await store.latest(`${orderId}:${step}`)
      if (last === null || last.status === 'FAILED' || last.status === 'EXPIRED') {
        return { isDead: true, sentence: `No envelope of the step "${step}" can be applied any more.` }
      }
      const sentence =
        last.status === 'APPLIED'
          ? `The step "${step}" has happened: transaction ${last.hash} is on the ledger. Retry the step to have it booked.`
          : `Transaction ${last.hash} of the step "${step}" may still be applied until ${iso(last.maxTimeSeconds)}. ` +
            'Retry the step after that moment, so that its end is proven, and abort then.'
      return { isDead: false, sentence }
    },
  }
}

/** The ledger takes a funding off the buyer's wallet, so it must have been that wallet and that amount. */
function paymentOf(functionName: string, terms: OrderTerms, { buyer }: Parties) {
  return functionName === 'fund_escrow' ? { payer: buyer, amountStroops: terms.amountStroops } : {}
}

/** The ledger will book what was decided: a resolution by hand must have paid exactly that. */
function checkShares({ distributions, proof }: ManualAnswer, shares: Shares, parties: Parties): void {
  const paid = new Map(distributions.map(({ address, amountStroops }) => [address, amountStroops]))
  const paidTo = (address: string) => paid.get(address) ?? '0'
  const strangers = [...paid.keys()].filter((address) => !Object.values(parties).includes(address))
  const asDecided = paidTo(parties.seller) === shares.releaseStroops && paidTo(parties.buyer) === shares.refundStroops
  if (asDecided && strangers.length === 0) return
  throw new ChainStepError({
    verdict: 'refused',
    message:
      `The transaction ${proof.transactionHash} paid ${paidTo(parties.seller)} stroops to the seller and ${paidTo(parties.buyer)} to the buyer` +
      `${strangers.length > 0 ? ` and something to ${strangers.join(', ')}` : ''}; ` +
      `decided were ${shares.releaseStroops} and ${shares.refundStroops}.`,
  })
}

function iso(unixSeconds: number): string {
  return new Date(unixSeconds * 1_000).toISOString()
}
