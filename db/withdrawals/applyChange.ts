import { crashPoint } from '../../crash/crashPoint.ts'
import type { WithdrawalChange } from '../../domain/withdrawal/change.ts'
import { outcomePart } from '../commands/outcomePart.ts'
import type { Queryable, Sql } from '../connect.ts'
import { eventPart } from '../events/append.ts'
import { type Fragment, joinParts } from '../fragment.ts'
import { postingParts } from '../ledger/postingParts.ts'
import { operatorPart } from '../operators/operatorPart.ts'
import { withdrawalPosting } from './withdrawalPosting.ts'

/** Another run of the same change has recorded another outcome; nothing of this one was kept. */
export class OutcomeWasFinal extends Error {
  override readonly name = 'OutcomeWasFinal'
}

/**
 * Writes all of a change in one SQL transaction: either everything is there afterwards or nothing. False if the
 * withdrawal's row did not move.
 */
export async function applyWithdrawalChange(sql: Sql, change: WithdrawalChange): Promise<boolean> {
  crashPoint('withdrawal.commit.before', change.key)
  const moved = await sql.begin(async (tx) => {
    const rows = await tx<{ told: boolean }[]>`
      with ${joinParts(tx, changeParts(tx, change))}
      select ${change.outcome ? tx`exists (select from outcome)` : tx`true`} as told from moved`
    // A request that is refused at this very moment, by a run that saw less money, must not be taken as well.
    if (rows.some(({ told }) => !told)) throw new OutcomeWasFinal(`The outcome of ${change.key} is recorded already`)
    return rows.length > 0
  })
  crashPoint('withdrawal.commit.after', change.key)
  return moved
}

function changeParts(sql: Queryable, change: WithdrawalChange): Fragment[] {
  const { withdrawalId, expectedVersion, commandId, outcome, events, operatorAction } = change
  const ifMoved = sql`exists (select from moved)`
  const context = { withdrawalId, version: expectedVersion + 1, commandId }
  const parts = [
    sql`moved as (${expectedVersion === 0 ? insertRow(sql, change) : finishRow(sql, change)} returning id)`,
    postingParts(sql, [withdrawalPosting(change)], { repeated: 'fail', when: ifMoved }),
    eventPart(sql, events, context, ifMoved),
  ]
  if (operatorAction) parts.push(operatorPart(sql, 'withdrawal_id', operatorAction, sql`select id from moved`))
  if (outcome) parts.push(outcomePart(sql, outcome, sql`select id, null::jsonb from moved`))
  return parts
}

/** A request that was refused once stays refused, whatever the balance has become since. */
function insertRow(sql: Queryable, { terms, commandId, status }: WithdrawalChange): Fragment {
  return sql`
    insert into withdrawals (id, version, status, user_id, amount_stroops, destination, memo_type, memo_value, command_id)
    select ${terms.withdrawalId}, 1, ${status}, ${terms.userId}, ${terms.amountStroops}::bigint, ${terms.destination},
      ${terms.memo?.type ?? null}, ${terms.memo?.value ?? null}, ${commandId}
    where not exists (select from commands where command_id = ${commandId} and status = 'REJECTED')
    on conflict (id) do nothing`
}

function finishRow(
  sql: Queryable,
  { withdrawalId, expectedVersion, status, failure, posting }: WithdrawalChange,
): Fragment {
  const proof = posting.rule === 'paid' ? posting.proof : null
  return sql`
    update withdrawals set version = version + 1, status = ${status}, finished_at = now(),
      failure_code = ${failure?.code ?? null}, failure_reason = ${failure?.reason ?? null},
      transaction_hash = ${proof?.transactionHash ?? null}, ledger = ${proof?.ledger ?? null}::int
    where id = ${withdrawalId} and version = ${expectedVersion} and status = 'PENDING'`
}
