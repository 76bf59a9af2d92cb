import { ActivityFailure, condition, proxyActivities } from '@temporalio/workflow'
import type { EscrowActivities } from '../../activities/escrow/activities.ts'
import type { CommandId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { ESCROW_TASK_QUEUE } from '../messages.ts'
import { type Desk, takeReport } from './desk.ts'
import { markStuck, markUnstuck, showState } from './display.ts'
import { sentenceOf } from './failure.ts'

/** After the fast retries, a step that cannot go on is tried again this often, or when an operator asks. */
const SLOW_RETRY = '5 minutes'

/** The activities of one chain step; `summary` is what an operator reads beside it. */
function chainStep(summary: string): ReturnType<typeof proxyActivities<EscrowActivities>> {
  return proxyActivities<EscrowActivities>({
    taskQueue: ESCROW_TASK_QUEUE,
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '500ms', backoffCoefficient: 1.7, maximumInterval: '15 seconds', maximumAttempts: 12 },
    summary,
  })
}

/** Runs one chain step until it has happened. A step that fails its fast retries marks the order stuck and goes on slowly. */
async function untilDone<T>(desk: Desk, words: string, run: (activities: EscrowActivities) => Promise<T>): Promise<T> {
  desk.doing = words
  showState(desk)
  for (;;) {
    try {
      const result = await run(chainStep(words))
      desk.doing = null
      markUnstuck(desk)
      return result
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error
      markStuck(desk, `${words}: ${sentenceOf(error)}`)
      const seen = desk.retryRequests
      await condition(() => desk.retryRequests > seen, SLOW_RETRY)
    }
  }
}

/** Deploys the contract. Its id is reported as soon as the verified transaction tells it, then the confirmation. */
export async function deployLane(desk: Desk, commandId: CommandId): Promise<void> {
  const { terms } = desk.state
  const { contractId } = await untilDone(desk, 'Escrow: build and sign the deployment (1 of 2)', (chain) =>
    chain.prepareEscrowDeployment({ terms }),
  )
  takeReport(desk, { kind: 'contractId', commandId, contractId })
  await untilDone(desk, 'Escrow: deploy the contract on Stellar (2 of 2)', (chain) => chain.deployEscrow({ terms }))
  takeReport(desk, { kind: 'deployed', commandId })
}

/** The buyer's wallet pays the contract. */
export async function fundLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: contractOf(desk) }
  const proof = await untilDone(desk, 'Buyer: send the USDC to the escrow contract (1 of 1)', (chain) =>
    chain.fundEscrow(input),
  )
  takeReport(desk, { kind: 'funded', commandId, proof })
}

/** Three transactions pay the seller: delivered by the seller, approved and released by the buyer. */
export async function releaseLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: contractOf(desk) }
  await untilDone(desk, 'Seller: mark the work as delivered (1 of 3)', (chain) => chain.markDelivered(input))
  await untilDone(desk, 'Buyer: approve the work (2 of 3)', (chain) => chain.approveWork(input))
  const proof = await untilDone(desk, 'Buyer: release the USDC to the seller (3 of 3)', (chain) =>
    chain.releaseEscrow(input),
  )
  takeReport(desk, { kind: 'released', commandId, proof })
}

function contractOf(desk: Desk): string {
  const contractId = desk.state.escrow?.contractId
  invariant(contractId, `Order ${desk.state.terms.orderId} has no contract yet`)
  return contractId
}
