import { z } from 'zod'
import type { WithdrawalView } from '../../db/withdrawals/read.ts'
import { formatCents, stroops } from '../../domain/money.ts'
import { WITHDRAWAL_FAILURES } from '../../domain/withdrawal/failure.ts'
import { WITHDRAWAL_STATUSES } from '../../domain/withdrawal/status.ts'
import { MEMO_TYPES } from '../../domain/withdrawal/terms.ts'
import { currency, idOf, moment, money } from './fields.ts'

/** An account, or a customer of an account's owner. */
const destination = z
  .string()
  .regex(/^(G[A-Z2-7]{55}|M[A-Z2-7]{68})$/)
  .meta({
    description: 'The address outside of the platform that is paid: G..., or M... with a customer’s number in it.',
    example: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
  })

export const withdrawalSchema = z
  .object({
    id: idOf('withdrawal'),
    userId: idOf('user'),
    amount: money,
    currency,
    destination,
    memo: z.string().nullable().meta({ description: 'What the payment carries for its receiver.' }),
    memoType: z.enum(MEMO_TYPES).nullable(),
    status: z.enum(WITHDRAWAL_STATUSES),
    failure: z
      .object({ code: z.enum(WITHDRAWAL_FAILURES), message: z.string() })
      .nullable()
      .meta({ description: 'Why nothing was paid; the money is back in the balance.' }),
    transactionHash: z.string().nullable().meta({
      description: 'The transaction that paid it.',
      example: '3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889',
    }),
    ledger: z.int().nullable().meta({ description: 'The ledger that holds the transaction.' }),
    createdAt: moment,
    created_at: moment,
    finishedAt: moment.nullable(),
  })
  .meta({ id: 'Withdrawal' })

export type WithdrawalData = z.infer<typeof withdrawalSchema>

export function presentWithdrawal(withdrawal: WithdrawalView): WithdrawalData {
  const { id, userId, amountStroops, memo, status, failureCode, failureReason, requestedAt } = withdrawal
  return {
    id,
    userId,
    amount: formatCents(stroops(BigInt(amountStroops))),
    currency: 'USD',
    destination: withdrawal.destination,
    memo: memo?.value ?? null,
    memoType: memo?.type ?? null,
    status,
    failure: failureCode === null ? null : { code: failureCode, message: failureReason ?? '' },
    transactionHash: withdrawal.transactionHash,
    ledger: withdrawal.ledger,
    createdAt: requestedAt,
    created_at: requestedAt,
    finishedAt: withdrawal.finishedAt,
  }
}

export function withdrawalLocation(withdrawalId: string): string {
  return `/api/v1/withdrawals/${withdrawalId}`
}
