import type { WithdrawalChange, WithdrawalResult } from '../../domain/withdrawal/change.ts'
import { readCommand } from '../commands/read.ts'
import type { Sql } from '../connect.ts'
import { WithdrawalMoved } from './errors.ts'

type Row = { version: number; status: string; commandId: string; transactionHash: string | null }

/**
 * What became of the change when it was committed before, or null if it never was. A row has one way to each of its
 * statuses, so that its status tells which changes it has had. Throws WithdrawalMoved where it has had another.
 */
export async function storedResult(sql: Sql, change: WithdrawalChange): Promise<WithdrawalResult | null> {
  const [row] = await sql<Row[]>`
    select version, status, command_id as "commandId", transaction_hash as "transactionHash"
    from withdrawals where id = ${change.withdrawalId}`
  if (row === undefined) return await storedRefusal(sql, change)
  if (isCommitted(row, change)) return { applied: true }
  if (row.version === change.expectedVersion) return null
  throw new WithdrawalMoved(change, `${row.status} at version ${row.version}`)
}

function isCommitted(row: Row, { posting, status, commandId }: WithdrawalChange): boolean {
  if (posting.rule === 'request') return row.commandId === commandId
  if (row.status !== status) return false
  return posting.rule !== 'paid' || row.transactionHash === posting.proof.transactionHash
}

async function storedRefusal(sql: Sql, { commandId, posting }: WithdrawalChange): Promise<WithdrawalResult | null> {
  if (posting.rule !== 'request') return null
  const command = await readCommand({ sql }, commandId)
  return command?.rejection ? { applied: false, rejection: command.rejection } : null
}
