import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { PaymentRecord } from '../check/record.ts'
import type { Habit } from '../plan/habits.ts'
import { inUnits } from '../plan/paths.ts'
import { callWithKey, type Stage } from './caller.ts'
import { read } from './read.ts'

const STROOPS_PER_CENT = 100_000n
const WALLET_LIMIT_MS = 240_000
const CREDIT_LIMIT_MS = 240_000
const RECHECK_MS = 150
const FAUCET_TIMEOUT_MS = 10_000
const FAUCET_ATTEMPTS = 200

export type Person = { readonly id: string; readonly address: string }

/** A new user whose wallet stands on chain, or null when that took too long. */
export async function register(stage: Stage, habit: Habit): Promise<Person | null> {
  const body = { externalUserId: `chaos-${randomUUID()}`, type: 'BOTH' }
  const order = { kind: 'createUser', path: '/users', body, expects: 'SUCCEEDED', orderId: null } as const
  const record = await callWithKey(stage, order, habit)
  const id = record.answers[0] && (JSON.parse(record.answers[0].content) as { id?: string }).id
  if (!id) return null
  stage.journal.users.add(id)
  const deadline = Date.now() + WALLET_LIMIT_MS
  while (Date.now() < deadline) {
    const wallet = await read(stage, `/users/${id}/wallet/deposit`)
    if (wallet?.ready === true) return { id, address: String(wallet.address) }
    await delay(RECHECK_MS)
  }
  stage.journal.complaints.push(`The wallet of ${id} was not created within ${WALLET_LIMIT_MS / 1_000} s.`)
  return null
}

/**
 * Pays a person from the faucet until a payment is confirmed. The faucet knows no keys: a payment whose answer was lost may
 * have happened, so each one has an amount of its own by which its credit is recognised.
 */
export async function pay(stage: Stage, person: Person, aboutCents: number): Promise<PaymentRecord | null> {
  const { payments, complaints } = stage.journal
  for (let attempt = 1; attempt <= FAUCET_ATTEMPTS; attempt++) {
    const cents = unusedAmount(payments, person.id, aboutCents)
    const payment: PaymentRecord = { userId: person.id, amountStroops: inStroops(cents), certainty: 'unknown' }
    payments.push(payment)
    if (await faucetPays(stage.faucetUrl, person.address, inUnits(cents))) {
      payment.certainty = 'paid'
      return payment
    }
    await delay(RECHECK_MS)
  }
  complaints.push(`The faucet did not pay ${person.id} in ${FAUCET_ATTEMPTS} attempts.`)
  return null
}

function unusedAmount(payments: readonly PaymentRecord[], userId: string, fromCents: number): number {
  const used = new Set(payments.filter((payment) => payment.userId === userId).map((payment) => payment.amountStroops))
  let cents = fromCents
  while (used.has(inStroops(cents))) cents += 1
  return cents
}

function inStroops(cents: number): bigint {
  return BigInt(cents) * STROOPS_PER_CENT
}

async function faucetPays(url: string, address: string, amount: string): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ address, amount }),
      signal: AbortSignal.timeout(FAUCET_TIMEOUT_MS),
    })
    await answer.text()
    return answer.ok
  } catch {
    return false
  }
}

/** Waits until a person who buys nothing yet can spend what was paid to them. */
export async function awaitCredit(stage: Stage, person: Person, payment: PaymentRecord): Promise<void> {
  const deadline = Date.now() + CREDIT_LIMIT_MS
  while (Date.now() < deadline) {
    const balance = await read(stage, `/users/${person.id}/balance`)
    const [units = '0', cents = '00'] = String(balance?.available ?? '0.00').split('.')
    if ((BigInt(units) * 100n + BigInt(cents)) * STROOPS_PER_CENT >= payment.amountStroops) return
    await delay(RECHECK_MS)
  }
  stage.journal.complaints.push(`${person.id} was not credited within ${CREDIT_LIMIT_MS / 1_000} s.`)
}
