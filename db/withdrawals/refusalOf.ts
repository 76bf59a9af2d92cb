import { ERRORS, type Rejection } from '../../domain/errors.ts'
import { userAvailable } from '../../domain/ledger/accounts.ts'
import { formatCents, stroops } from '../../domain/money.ts'
import type { WithdrawalChange } from '../../domain/withdrawal/change.ts'
import { withdrawalAmount } from '../../domain/withdrawal/terms.ts'
import type { Sql } from '../connect.ts'
import { accountBalance } from '../ledger/balances.ts'
import { asInsufficientBalance } from '../ledger/errors.ts'

/**
 * What is wrong with a request, if that is why the database refused it. 'retry' when the reason has gone meanwhile; null
 * when it is no fault of the caller's.
 */
export async function refusalOf(
  sql: Sql,
  { terms, posting }: WithdrawalChange,
  error: unknown,
): Promise<Rejection | 'retry' | null> {
  if (posting.rule !== 'request') return null
  const available = userAvailable(terms.userId).name
  return asInsufficientBalance(error)?.account === available ? await insufficientFunds(sql, available, terms) : null
}

async function insufficientFunds(
  sql: Sql,
  account: string,
  terms: WithdrawalChange['terms'],
): Promise<Rejection | 'retry'> {
  const required = withdrawalAmount(terms)
  const available = await accountBalance({ sql }, account)
  // A deposit arrived since: a refusal that names more than is needed would be a lie.
  if (available >= required) return 'retry'
  return {
    code: 'INSUFFICIENT_FUNDS',
    message: ERRORS.INSUFFICIENT_FUNDS.meaning,
    details: { available: formatCents(stroops(available)), required: formatCents(required) },
  }
}
