import { randomBytes } from 'node:crypto'
import type { Database } from '../../db/connect.ts'
import { post } from '../../db/ledger/post.ts'
import { newId } from '../../db/newId.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { createUser } from '../../db/users/createUser.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { commitWithdrawalChange } from '../../db/withdrawals/commitChange.ts'
import type { CommandId, UserId } from '../../domain/ids.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import { create } from '../../domain/order/changes/create.ts'
import { deployed, noteContractId, requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { funded, startFunding } from '../../domain/order/changes/fund.ts'
import { released, requestRelease } from '../../domain/order/changes/release.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import { requestWithdrawal } from '../../domain/withdrawal/changes/request.ts'
import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { WithdrawalState, WithdrawalStep } from '../../domain/withdrawal/step.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'

export const usdc = (units: number): Stroops => stroops(BigInt(Math.round(units * 100)) * 100_000n)

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function randomStrkey(first: 'G' | 'C'): string {
  return first + [...randomBytes(55)].map((byte) => BASE32[byte % BASE32.length]).join('')
}

export const randomAddress = (): string => randomStrkey('G')
export const randomContract = (): string => randomStrkey('C')

/** A proof that no other posting has. */
export function someProof(): ChainProof {
  return { transactionHash: randomBytes(32).toString('hex'), ledger: 1_000, eventIndex: 0 }
}

/** A user with a wallet; with money in it, if an amount is given. */
export async function someUser(db: Database, balance?: Stroops): Promise<UserId> {
  const address = randomAddress()
  await insertSpareWallets(db, [{ address, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
  const created = await createUser(db, { externalUserId: `ext-${address}`, email: null, type: 'BOTH' })
  if ('noWallet' in created) throw new Error('The wallet made for this user was taken by another')
  if (balance !== undefined && balance > 0n) await giveMoney(db, created.user.id, balance)
  return created.user.id
}

export async function giveMoney(db: Database, userId: UserId, amount: Stroops): Promise<void> {
  const eventId = `${randomBytes(8).toString('hex')}-0000000001`
  await post(db.sql, depositPosting({ eventId, userId, amount, proof: someProof() }))
}

export function someTerms(
  buyerId: UserId,
  sellerId: UserId,
  amount: Stroops,
  more: Partial<OrderTerms> = {},
): OrderTerms {
  const base = { orderId: newId('order'), buyerId, sellerId, amountStroops: String(amount), currency: 'USD' } as const
  return { ...base, platformFeeBps: 0, ...more }
}

/** Commits a step that must be taken, and returns the state after it. */
export async function take(db: Database, step: Step): Promise<OrderState> {
  const result = await commitOrderChange(db, step.change)
  if (!result.applied) throw new Error(`${step.record} was refused: ${JSON.stringify(result)}`)
  return step.next
}

export const someCommand = (): CommandId => newId('command')

export async function createdOrder(db: Database, terms: OrderTerms): Promise<OrderState> {
  return await take(db, create(newOrderState(terms), someCommand()))
}

export async function reservedOrder(db: Database, terms: OrderTerms): Promise<OrderState> {
  return await take(db, reserve(await createdOrder(db, terms), someCommand()))
}

/** From reserved to a contract that stands. */
export async function deploy(db: Database, state: OrderState, contractId: string): Promise<OrderState> {
  const command = someCommand()
  const requested = await take(db, requestEscrow(state, command))
  const known = await take(db, noteContractId(requested, command, contractId))
  return await take(db, deployed(known, command))
}

export async function fundIt(db: Database, state: OrderState): Promise<OrderState> {
  const command = someCommand()
  return await take(db, funded(await take(db, startFunding(state, command)), command, someProof()))
}

export async function releaseIt(db: Database, state: OrderState): Promise<OrderState> {
  const command = someCommand()
  return await take(db, released(await take(db, requestRelease(state, command)), command, someProof()))
}

/** A whole life: reserved, deployed, funded, released. */
export async function releasedOrder(db: Database, terms: OrderTerms): Promise<OrderState> {
  const standing = await deploy(db, await reservedOrder(db, terms), randomContract())
  return await releaseIt(db, await fundIt(db, standing))
}

/** A withdrawal of this user to an address outside. */
export function someWithdrawal(userId: UserId, amount: Stroops, more: Partial<WithdrawalTerms> = {}): WithdrawalTerms {
  const base = { withdrawalId: newId('withdrawal'), userId, amountStroops: String(amount) }
  return { ...base, destination: randomAddress(), memo: null, ...more }
}

/** Commits a step of a withdrawal that must be taken, and returns the withdrawal after it. */
export async function takeOut<S extends WithdrawalStatus>(
  db: Database,
  step: WithdrawalStep<S>,
): Promise<WithdrawalState<S>> {
  const result = await commitWithdrawalChange(db, step.change)
  if (!result.applied) throw new Error(`${step.change.key} was refused: ${JSON.stringify(result.rejection)}`)
  return step.next
}

export async function requested(db: Database, terms: WithdrawalTerms): Promise<WithdrawalState<'PENDING'>> {
  return await takeOut(db, requestWithdrawal(terms, someCommand()))
}
