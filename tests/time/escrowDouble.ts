import { ApplicationFailure } from '@temporalio/common'
import type { EscrowActivities } from '../../activities/escrow/activities.ts'
import type { StepFate, SupportActivities } from '../../activities/escrow/supportActivities.ts'
import type { OrderId } from '../../domain/ids.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'

export type EscrowStep = Exclude<keyof EscrowActivities, keyof SupportActivities>
type StepInput = Parameters<EscrowActivities[EscrowStep]>[0]

/** One run of a step, by the clock of the Temporal server, which is the one that skips. */
export type Attempt = {
  readonly orderId: OrderId
  readonly step: EscrowStep
  readonly input: StepInput
  readonly atMs: number
}

/** Escrow activities without a chain: every step works at once, unless it is broken. */
export type EscrowDouble = {
  readonly activities: EscrowActivities
  /** Every run so far, the ones that failed too. */
  readonly attempts: Attempt[]
  /** From now on every run of this step fails with this sentence; `forGood` spends no fast retries on it. */
  breakStep(step: EscrowStep, sentence: string, how?: 'forGood'): void
  mendStep(step: EscrowStep): void
  /** What is found out about a step that support wants to give up. */
  fate: StepFate
  /** From now on no transaction made by hand is good enough. */
  refuseProofs(sentence: string): void
  reset(): void
}

export const CONTRACT_ID = `C${'A'.repeat(55)}`
export const PROOF: ChainProof = { transactionHash: 'ab'.repeat(32), ledger: 1_000 }

/** The steps that answer with nothing but the proof of their transaction. */
const PLAIN_STEPS = [
  'deployEscrow',
  'fundEscrow',
  'markDelivered',
  'approveWork',
  'releaseEscrow',
  'disputeEscrow',
  'extendEscrowLifetime',
  'completeMilestone',
  'approveMilestone',
  'releaseMilestone',
  'disputeMilestone',
  'resolveMilestone',
] as const satisfies readonly EscrowStep[]

const DEAD: StepFate = { isDead: true, sentence: 'It never happened.' }

/** `nowMs` is asked while a step runs: the clock stands still for as long as it does. */
export function createEscrowDouble(nowMs: () => Promise<number>): EscrowDouble {
  const attempts: Attempt[] = []
  const broken = new Map<EscrowStep, string>()
  const forGood = new Set<EscrowStep>()
  const step =
    <I extends StepInput, R>(name: EscrowStep, result: (input: I) => R) =>
    async (input: I): Promise<R> => {
      attempts.push({ orderId: input.terms.orderId, step: name, input, atMs: await nowMs() })
      const sentence = broken.get(name)
      if (forGood.has(name)) throw ApplicationFailure.nonRetryable(sentence ?? '')
      if (sentence !== undefined) throw new Error(sentence)
      return result(input)
    }
  const plain = Object.fromEntries(PLAIN_STEPS.map((name) => [name, step(name, () => PROOF)]))
  let refusal: string | null = null
  const double: EscrowDouble = {
    fate: DEAD,
    refuseProofs: (sentence) => {
      refusal = sentence
    },
    activities: {
      ...(plain as Pick<EscrowActivities, (typeof PLAIN_STEPS)[number]>),
      prepareEscrowDeployment: step('prepareEscrowDeployment', () => ({ contractId: CONTRACT_ID })),
      acceptManualProof: async () => {
        if (refusal !== null) throw ApplicationFailure.nonRetryable(refusal)
        return { proof: PROOF, distributions: [] }
      },
      readStepFate: async () => double.fate,
      resolveEscrow: step('resolveEscrow', ({ releaseStroops, refundStroops }) => ({
        proof: PROOF,
        paid: { releaseStroops, refundStroops, dustStroops: '0' },
      })),
    },
    attempts,
    breakStep(name, sentence, how) {
      broken.set(name, sentence)
      if (how === 'forGood') forGood.add(name)
    },
    mendStep(name) {
      broken.delete(name)
      forGood.delete(name)
    },
    reset() {
      attempts.length = 0
      broken.clear()
      forGood.clear()
      refusal = null
      double.fate = DEAD
    },
  }
  return double
}
