import { ERRORS, type ErrorCode, type Rejection } from '../../domain/errors.ts'
import { userAvailable } from '../../domain/ledger/accounts.ts'
import { formatCents, stroops } from '../../domain/money.ts'
import type { OrderChange } from '../../domain/order/change.ts'
import { amountOf } from '../../domain/order/terms.ts'
import { isDuplicate, missingReference } from '../conflicts.ts'
import type { Sql } from '../connect.ts'
import { accountBalance } from '../ledger/balances.ts'
import { asInsufficientBalance } from '../ledger/errors.ts'
import { findByClientRef } from './findByClientRef.ts'

const PARTY_KEYS: Readonly<Record<string, 'buyerId' | 'sellerId'>> = {
  orders_buyer_id_users_id_fk: 'buyerId',
  orders_seller_id_users_id_fk: 'sellerId',
}

/**
 * What the caller did wrong, if that is why the database refused a change. 'retry' when the reason has gone meanwhile;
 * null when it is no fault of the caller's.
 */
export async function refusalOf(sql: Sql, change: OrderChange, error: unknown): Promise<Rejection | 'retry' | null> {
  const { terms } = change
  const short = asInsufficientBalance(error)
  if (short) return short.account === userAvailable(terms.buyerId).name ? await insufficientFunds(sql, change) : null
  if (isDuplicate(error, 'orders_client_order_ref') && terms.clientOrderRef !== undefined) {
    const holder = await findByClientRef({ sql }, terms.clientOrderRef)
    return reject('CLIENT_ORDER_REF_REUSED', { clientOrderRef: terms.clientOrderRef, orderId: holder?.id ?? null })
  }
  const party = PARTY_KEYS[missingReference(error) ?? '']
  return party ? reject('USER_NOT_FOUND', { [party]: terms[party] }) : null
}

async function insufficientFunds(sql: Sql, { terms }: OrderChange): Promise<Rejection | 'retry'> {
  const required = amountOf(terms)
  const available = await accountBalance({ sql }, userAvailable(terms.buyerId).name)
  // A deposit arrived since: a refusal that names more than is needed would be a lie.
  if (available >= required) return 'retry'
  return reject('INSUFFICIENT_FUNDS', { available: formatCents(stroops(available)), required: formatCents(required) })
}

function reject(code: ErrorCode, details: Record<string, unknown>): Rejection {
  return { code, message: ERRORS[code].meaning, details }
}
