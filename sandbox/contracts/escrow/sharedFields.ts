import type { xdr } from '@stellar/stellar-sdk'
import { readAddress, readStruct, readText, readU32 } from './readValue.ts'
import { writeAddress, writeStruct, writeText, writeU32 } from './writeValue.ts'

/** What both kinds of escrow store, named as in the contract. */
export interface SharedFields {
  readonly description: string
  readonly engagementId: string
  readonly platformFeeBps: number
  readonly receiverMemo: number
  readonly title: string
  /** Asset contract that holds the money. */
  readonly tokenId: string
}

type SharedFieldName = 'description' | 'engagement_id' | 'platform_fee' | 'receiver_memo' | 'title' | 'trustline'

export function decodeSharedFields(fields: Readonly<Record<SharedFieldName, xdr.ScVal>>): SharedFields {
  return {
    description: readText(fields.description),
    engagementId: readText(fields.engagement_id),
    platformFeeBps: readU32(fields.platform_fee),
    receiverMemo: readU32(fields.receiver_memo),
    title: readText(fields.title),
    tokenId: readAddress(readStruct(fields.trustline, ['address']).address),
  }
}

export function encodeSharedFields(escrow: SharedFields): Readonly<Record<SharedFieldName, xdr.ScVal>> {
  return {
    description: writeText(escrow.description),
    engagement_id: writeText(escrow.engagementId),
    platform_fee: writeU32(escrow.platformFeeBps),
    receiver_memo: writeU32(escrow.receiverMemo),
    title: writeText(escrow.title),
    trustline: writeStruct({ address: writeAddress(escrow.tokenId) }),
  }
}
