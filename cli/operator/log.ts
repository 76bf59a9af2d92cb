import { presentOperatorAction } from '../../api/presenters/operations.ts'
import { listOperatorActions, type OperatorActionView } from '../../db/operators/list.ts'
import type { OrderId, WithdrawalId } from '../../domain/ids.ts'
import { type Said, said } from './exit.ts'
import type { Tools } from './reach.ts'

/** `audit log`: what support did, newest first. */
export async function log(
  { db }: Pick<Tools, 'db'>,
  query: { readonly limit: number; readonly orderId?: OrderId; readonly withdrawalId?: WithdrawalId },
): Promise<Said> {
  const { actions, hasMore } = await listOperatorActions(db, query)
  const text = actions.length === 0 ? 'Nothing is written down.' : actions.flatMap(actionLines).join('\n')
  return said(text, { actions: actions.map(presentOperatorAction), hasMore })
}

export function actionLines(action: OperatorActionView): string[] {
  const { createdAt, orderId, withdrawalId, performedBy, reason, details } = action
  const facts = Object.entries(details).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]))
  return [
    `${createdAt}  ${orderId ?? withdrawalId}  ${action.action} by ${performedBy}${reason === '' ? '' : `: ${reason}`}`,
    ...(facts.length === 0 ? [] : [`    ${facts.join(', ')}`]),
  ]
}
