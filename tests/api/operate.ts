import type { Rejection } from '../../domain/errors.ts'
import { unreachable } from '../../domain/invariant.ts'
import { abort, acceptProof, extendDeadline } from '../../domain/order/changes/operator.ts'
import { decideOperator } from '../../domain/order/decideOperator.ts'
import type { OperatorCommand } from '../../domain/order/operator.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'

/** A transaction that the imaginary chain knows, and that did something else. */
export const WRONG_PROOF = '0'.repeat(64)

type Operated = { readonly rejection?: Rejection; readonly step?: Step }

/** What a command of support comes to: a refusal, or the change that carries it out. */
export function operate(state: OrderState, command: OperatorCommand, isStuck: boolean): Operated {
  const decision = decideOperator(state, command, { running: [], stuck: isStuck ? ['the step (1 of 1)'] : [] })
  if (!decision.accepted) return { rejection: decision.rejection }
  const { plan } = decision
  switch (plan.do) {
    case 'abort':
      return { step: abort(state, { ...command, kind: 'abort' }) }
    case 'extendDeadline':
      if (command.kind !== 'extendDeadline') throw new Error(`"${command.kind}" extends no deadline`)
      return { step: extendDeadline(state, command, plan.deadline) }
    case 'checkProof':
      if (command.kind !== 'resolveManually') throw new Error(`"${command.kind}" brings no proof`)
      if (command.transactionHash !== WRONG_PROOF) {
        const proof = { transactionHash: command.transactionHash, ledger: 7 }
        return { step: acceptProof(state, command, 'the step (1 of 1)', proof) }
      }
      return {
        rejection: {
          code: 'PROOF_NOT_ACCEPTED',
          message: `The transaction "${WRONG_PROOF}" does not prove the step: it calls another function.`,
          details: { transactionHash: WRONG_PROOF },
        },
      }
    default:
      return unreachable(plan)
  }
}
