import { ActivityFailure } from '@temporalio/workflow'
import type { ErrorCode } from '../../domain/errors.ts'
import { escrowOf } from '../../domain/order/changes/escrowOf.ts'
import { abort, acceptProof, extendDeadline } from '../../domain/order/changes/operator.ts'
import { decideOperator, type Progress } from '../../domain/order/decideOperator.ts'
import type { AbortCommand, OperatorCommand, ResolveManuallyCommand } from '../../domain/order/operator.ts'
import { sentenceOf } from '../sentenceOf.ts'
import { advance } from './advance.ts'
import { type Desk, remember } from './desk.ts'
import { commitRejection } from './recorders.ts'
import { chainStep } from './untilDone.ts'

/** Carries out what support asks for, or refuses it with a sentence. */
export async function operate(desk: Desk, command: OperatorCommand): Promise<void> {
  const decision = decideOperator(desk.state, command, progressOf(desk))
  if (!decision.accepted) {
    const { code, message, details } = decision.rejection
    return await refuse(desk, command, code, message, details)
  }
  const { plan } = decision
  if (plan.do === 'extendDeadline' && command.kind === 'extendDeadline') {
    await advance(desk, extendDeadline(desk.state, command, plan.deadline))
    remember(desk, command.commandId, 'SUCCEEDED')
  }
  if (command.kind === 'abort') await abandon(desk, command)
  if (command.kind === 'resolveManually') await takeProof(desk, command)
}

function progressOf(desk: Desk): Progress {
  const stuck = [...desk.waiting.keys()]
  return { stuck, running: [...desk.doing].filter((step) => !desk.waiting.has(step)) }
}

/** A funding that may still reach the chain is not given up: the money would be in a contract without an order. */
async function abandon(desk: Desk, command: AbortCommand): Promise<void> {
  const { underway, terms } = desk.state
  if (underway?.kind === 'fund') {
    const words = 'Support: make sure that the funding can no longer happen'
    const { isDead, sentence } = await chainStep(words).readStepFate({ orderId: terms.orderId, step: 'fund' })
    if (!isDead) return await refuse(desk, command, 'INVALID_STATE', sentence)
  }
  if (!(await advance(desk, abort(desk.state, command)))) return
  desk.isAbandoned = true
  remember(desk, command.commandId, 'SUCCEEDED')
  await settleOthers(desk, command)
}

/** Whoever waits for a command that the order will not carry out any more is told so. */
async function settleOthers(desk: Desk, { by }: AbortCommand): Promise<void> {
  const { orderId } = desk.state.terms
  const waiting = [...desk.standings].filter(([, standing]) => standing === 'PENDING')
  for (const [commandId] of waiting) {
    const message = `Order ${orderId} was aborted by ${by} before this command was done.`
    const details = { currentStatus: 'CLOSED', allowedActions: [] }
    await commitRejection({
      orderId,
      commandId,
      kind: 'aborted',
      rejection: { code: 'INVALID_STATE', message, details },
    })
    remember(desk, commandId, 'REJECTED')
  }
}

async function takeProof(desk: Desk, command: ResolveManuallyCommand): Promise<void> {
  const [stuck] = [...desk.waiting].flatMap(([words, call]) => (call ? [{ words, call }] : []))
  if (stuck === undefined) {
    const message = 'What is stuck has no transaction that could be made by hand. Abort the order, or mend the cause.'
    return await refuse(desk, command, 'INVALID_STATE', message)
  }
  const { words, call } = stuck
  const { terms } = desk.state
  const { transactionHash } = command
  const input = { terms, contractId: escrowOf(desk.state).contractId, ...call, transactionHash }
  try {
    const answer = await chainStep('Support: check the transaction made by hand').acceptManualProof(input)
    await advance(desk, acceptProof(desk.state, command, words, answer.proof))
    remember(desk, command.commandId, 'SUCCEEDED')
    desk.answers.set(words, answer)
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error
    await refuse(desk, command, 'PROOF_NOT_ACCEPTED', sentenceOf(error), { ...call, transactionHash })
  }
}

async function refuse(
  desk: Desk,
  { commandId, kind }: OperatorCommand,
  code: ErrorCode,
  message: string,
  details: Readonly<Record<string, unknown>> = { currentStatus: desk.state.status },
): Promise<void> {
  const { terms, version: expectedVersion } = desk.state
  const rejection = { code, message, details }
  await commitRejection({ orderId: terms.orderId, commandId, kind, rejection, expectedVersion })
  remember(desk, commandId, 'REJECTED')
}
