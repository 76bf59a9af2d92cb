import { randomBytes } from 'node:crypto'
import { Account, Contract, Keypair, StrKey, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import type { EscrowTerms, Share } from '../../../chain/intent.ts'
import { addressVal, amountsByAddressVal, u32Val } from '../../../chain/scval.ts'
import { createStepStore } from '../../../db/chainSteps/postgresStepStore.ts'
import type { Database } from '../../../db/connect.ts'
import { newId } from '../../../db/newId.ts'
import { createUser } from '../../../db/users/createUser.ts'
import { insertSpareWallets } from '../../../db/wallets/insertSpareWallets.ts'
import type { UserId } from '../../../domain/ids.ts'
import { createdOrder, giveMoney, reservedOrder, someTerms, usdc } from '../../setup/books.ts'

export const TREASURY = Keypair.random().publicKey()
export const RESOLVER = Keypair.random().publicKey()
export const STRANGER = Keypair.random().publicKey()
export const OTHER_CONTRACT = someContract()
export const AMOUNT = '500000000'
/** Amounts of the two milestones. */
export const PARTS = ['200000000', '300000000'] as const
export const FEE_BPS = 250

export type Setting = {
  readonly status: string
  readonly escrowStatus?: string
  readonly milestones?: readonly [string, string] | undefined
  readonly dispute?: { openedBy: 'BUYER' | 'SELLER'; decision?: { release: string; refund: string } }
  readonly reserved?: boolean
}

/** An order as the ledger has it, and the addresses that its steps name. */
export type Scene = {
  readonly orderId: string
  readonly buyerId: UserId
  readonly buyer: string
  readonly seller: string
  readonly contractId: string
}

/** Makes an order whose rows say what the setting says, however its life would have led there. */
export async function stage(db: Database, setting: Setting): Promise<Scene> {
  const { status, escrowStatus, milestones, dispute, reserved = true } = setting
  const [buyer, seller] = [await person(db), await person(db)]
  const agreed = milestones?.map((_, index) => ({
    ref: `m${index}`,
    title: 'Part',
    amountStroops: PARTS[index] ?? '0',
  }))
  const terms = someTerms(buyer.userId, seller.userId, usdc(50), {
    platformFeeBps: FEE_BPS,
    ...(agreed && { milestones: agreed }),
  })
  if (reserved) await giveMoney(db, buyer.userId, usdc(50))
  await (reserved ? reservedOrder : createdOrder)(db, terms)
  const stand = milestones?.map((each, index) => ({ ...agreed?.[index], status: each }))
  await db.sql`
    update orders set version = version + 1, status = ${status},
      final_status = ${status === 'CLOSED' ? 'RELEASED' : null},
      milestones = ${stand === undefined ? null : JSON.stringify(stand)}::text::jsonb
    where id = ${terms.orderId}`
  const contractId = someContract()
  if (escrowStatus !== undefined) {
    await db.sql`insert into escrows (id, order_id, contract_id, status)
      values (${newId('escrow')}, ${terms.orderId}, ${contractId}, ${escrowStatus})`
  }
  if (dispute) await writeDispute(db, terms.orderId, dispute)
  return { orderId: terms.orderId, buyerId: buyer.userId, buyer: buyer.address, seller: seller.address, contractId }
}

/** A user with a wallet at an address that the chain would take. */
export async function person(db: Database): Promise<{ userId: UserId; address: string }> {
  const address = Keypair.random().publicKey()
  await insertSpareWallets(db, [{ address, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
  const created = await createUser(db, { externalUserId: `ext-${address}`, email: null, type: 'BOTH' })
  if ('noWallet' in created) throw new Error('The wallet made for this user was taken by another')
  return { userId: created.user.id, address: created.user.walletAddress }
}

async function writeDispute(
  db: Database,
  orderId: string,
  { openedBy, decision }: NonNullable<Setting['dispute']>,
): Promise<void> {
  await db.sql`insert into disputes (id, order_id, status, opened_by, reason)
    values (${newId('dispute')}, ${orderId}, 'OPEN', ${openedBy}, 'OTHER')`
  if (decision === undefined) return
  await db.sql`update disputes set decision = 'SPLIT', release_stroops = ${decision.release}::bigint,
    refund_stroops = ${decision.refund}::bigint where order_id = ${orderId}`
}

/** The terms that the contract of an order without milestones is deployed with. */
export function singleTerms({ orderId, buyer, seller }: Scene) {
  return {
    ...commonTerms(orderId),
    amountStroops: AMOUNT,
    roles: { ...roles(buyer, seller), receiver: seller },
    milestoneDescription: 'All',
  }
}

/** The same for an order with two milestones. */
export function multiTerms({ orderId, buyer, seller }: Scene) {
  const milestones = PARTS.map((amountStroops) => ({ description: 'Part', amountStroops, receiver: seller }))
  return { ...commonTerms(orderId), roles: roles(buyer, seller), milestones } satisfies EscrowTerms
}

function commonTerms(orderId: string) {
  return { engagementId: orderId, title: 'Title', description: 'Text', platformFeeBps: FEE_BPS }
}

function roles(buyer: string, seller: string) {
  return {
    approver: buyer,
    releaseSigner: buyer,
    serviceProvider: seller,
    platform: TREASURY,
    disputeResolver: RESOLVER,
  }
}

/** Stores the envelope of a milestone's resolution as the engine does after signing. */
export async function storeResolution(
  db: Database,
  { orderId, contractId }: Scene,
  milestoneIndex: number,
  shares: readonly Share[],
): Promise<void> {
  const amounts = new Map(shares.map(({ address, amountStroops }) => [address, BigInt(amountStroops)]))
  const call = new Contract(contractId).call(
    'resolve_milestone_dispute',
    addressVal(RESOLVER),
    u32Val(milestoneIndex),
    amountsByAddressVal(amounts),
  )
  const hash = randomBytes(32).toString('hex')
  await createStepStore(db).insert({
    stepKey: `${orderId}:resolve:${milestoneIndex}`,
    attempt: 1,
    kind: 'resolveMilestone',
    orderId,
    envelopeXdr: envelopeOf(call),
    hash,
    innerHash: hash,
    sourceAddress: RESOLVER,
    sequence: '1',
    maxTimeSeconds: 1,
    contractId,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  })
}

function envelopeOf(call: xdr.Operation): string {
  const builder = new TransactionBuilder(new Account(RESOLVER, '0'), { fee: '100', networkPassphrase: 'test' })
  return builder.addOperation(call).setTimeout(300).build().toXdr()
}

function someContract(): string {
  return StrKey.encodeContract(randomBytes(32))
}
