import type { xdr } from '@stellar/stellar-sdk'
import type { EscrowRoles, EscrowTerms } from '../intent.ts'
import { addressVal, boolVal, i128Val, structVal, textVal, u32Val, vecVal } from '../scval.ts'

/** What the contract gives a new milestone; nobody has touched it yet. */
export const INITIAL_MILESTONE_STATUS = 'pending'

/** The contract's Escrow struct as it must be at deployment and still be at funding, to the byte. */
export function encodeNewEscrow(terms: EscrowTerms, usdcContractId: string): xdr.ScVal {
  return structVal({
    amount: i128Val(BigInt(terms.amountStroops)),
    description: textVal(terms.description),
    engagement_id: textVal(terms.engagementId),
    flags: structVal({ disputed: boolVal(false), released: boolVal(false), resolved: boolVal(false) }),
    milestones: vecVal([
      structVal({
        approved: boolVal(false),
        description: textVal(terms.milestoneDescription),
        evidence: textVal(''),
        status: textVal(INITIAL_MILESTONE_STATUS),
      }),
    ]),
    platform_fee: u32Val(terms.platformFeeBps),
    receiver_memo: u32Val(0),
    roles: encodeRoles(terms.roles),
    title: textVal(terms.title),
    trustline: structVal({ address: addressVal(usdcContractId) }),
  })
}

function encodeRoles(roles: EscrowRoles): xdr.ScVal {
  return structVal({
    approver: addressVal(roles.approver),
    dispute_resolver: addressVal(roles.disputeResolver),
    platform: addressVal(roles.platform),
    receiver: addressVal(roles.receiver),
    release_signer: addressVal(roles.releaseSigner),
    service_provider: addressVal(roles.serviceProvider),
  })
}
