import { scValToNative, type xdr } from '@stellar/stellar-sdk'
import type { Escrow } from '../../../sandbox/contracts/singleRelease/escrow.ts'
import type { Names } from './names.ts'
import type { Json } from './vectorFile.ts'

type EscrowFields = {
  amount: string
  description: string
  engagement_id: string
  flags: Escrow['flags']
  milestones: Escrow['milestones']
  platform_fee: number
  receiver_memo: number
  roles: Record<string, string>
  title: string
  trustline: { address: string }
}

/** The escrow a trace names, ready to be passed to the contract. */
export function escrowFromJson(json: Json, names: Names): Escrow {
  const fields = json as unknown as EscrowFields
  const role = (name: string) => names.addressOf(String(fields.roles[name]))
  return {
    amount: BigInt(fields.amount),
    description: fields.description,
    engagementId: fields.engagement_id,
    flags: fields.flags,
    milestones: fields.milestones,
    platformFeeBps: fields.platform_fee,
    receiverMemo: fields.receiver_memo,
    roles: {
      approver: role('approver'),
      disputeResolver: role('dispute_resolver'),
      platform: role('platform'),
      receiver: role('receiver'),
      releaseSigner: role('release_signer'),
      serviceProvider: role('service_provider'),
    },
    title: fields.title,
    tokenId: names.addressOf(fields.trustline.address),
  }
}

/** Reads any contract value the way the traces write it: names for addresses, strings for 128-bit integers. */
export function valueToJson(value: xdr.ScVal, names: Names): Json {
  return toJson(scValToNative(value), names)
}

function toJson(native: unknown, names: Names): Json {
  if (typeof native === 'bigint') return native.toString()
  if (typeof native === 'string') return names.nameOf(native)
  if (typeof native === 'number' || typeof native === 'boolean') return native
  if (Array.isArray(native)) return native.map((item) => toJson(item, names))
  if (typeof native !== 'object' || native === null) return null
  return Object.fromEntries(Object.entries(native).map(([key, item]) => [key, toJson(item, names)]))
}
