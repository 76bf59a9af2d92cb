import { setTimeout as delay } from 'node:timers/promises'
import type { CommandView } from '../../db/commands/read.ts'
import { readWithdrawCommand } from '../../db/commands/readWithdrawCommand.ts'
import type { Database } from '../../db/connect.ts'
import { readWithdrawal, type WithdrawalView } from '../../db/withdrawals/read.ts'
import { ERRORS } from '../../domain/errors.ts'
import { isId, type WithdrawalId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** A withdrawal that was accepted is recorded as soon as the network has been asked about its destination. */
const RECHECKS = 20
const RECHECK_MS = 100
const RETRY_SECONDS = 1

/** Reads the withdrawal of a path. An id of another shape is the same 404 as one that does not exist. */
export async function requireWithdrawal(db: Database, id: string | undefined): Promise<WithdrawalView> {
  if (id === undefined || !isId('withdrawal', id)) throw notFound(id)
  return (await readWithdrawal(db, id)) ?? (await waitForWithdrawal(db, id))
}

async function waitForWithdrawal(db: Database, id: WithdrawalId): Promise<WithdrawalView> {
  for (let check = 0; check < RECHECKS; check += 1) {
    const command = await readWithdrawCommand(db, id)
    // In this order: it may be recorded between the two looks.
    const withdrawal = await readWithdrawal(db, id)
    if (withdrawal !== null) return withdrawal
    if (command?.status !== 'PENDING') throw notFound(id, command)
    await delay(RECHECK_MS)
  }
  const message =
    `Withdrawal ${id} is accepted and not recorded yet: its destination is being examined. ` +
    'Repeat the request after the time in Retry-After.'
  throw new ApiError('SERVICE_UNAVAILABLE', message, {
    details: { withdrawalId: id },
    retryAfterSeconds: RETRY_SECONDS,
  })
}

/** One that was refused does not exist, and the refusal is all that there is to know of it. */
function notFound(id: string | undefined, command: CommandView | null = null): ApiError {
  const refusal = command?.rejection
  const message = refusal
    ? `There is no withdrawal "${id}": it was refused. ${refusal.message}`
    : `There is no withdrawal "${id}". Check the withdrawal id.`
  const why = refusal && { refusal: { ...refusal, status: ERRORS[refusal.code].status } }
  return new ApiError('WITHDRAWAL_NOT_FOUND', message, { details: { withdrawalId: id, ...why } })
}
