import type { xdr } from '@stellar/stellar-sdk'
import { readAddress } from './readValue.ts'
import { writeAddress } from './writeValue.ts'

/** Who may do what, in both kinds of escrow. */
export interface SharedRoles {
  readonly approver: string
  readonly disputeResolver: string
  readonly platform: string
  readonly releaseSigner: string
  readonly serviceProvider: string
}

type SharedRoleName = 'approver' | 'dispute_resolver' | 'platform' | 'release_signer' | 'service_provider'

export function decodeSharedRoles(fields: Readonly<Record<SharedRoleName, xdr.ScVal>>): SharedRoles {
  return {
    approver: readAddress(fields.approver),
    disputeResolver: readAddress(fields.dispute_resolver),
    platform: readAddress(fields.platform),
    releaseSigner: readAddress(fields.release_signer),
    serviceProvider: readAddress(fields.service_provider),
  }
}

export function encodeSharedRoles(roles: SharedRoles): Readonly<Record<SharedRoleName, xdr.ScVal>> {
  return {
    approver: writeAddress(roles.approver),
    dispute_resolver: writeAddress(roles.disputeResolver),
    platform: writeAddress(roles.platform),
    release_signer: writeAddress(roles.releaseSigner),
    service_provider: writeAddress(roles.serviceProvider),
  }
}
