import type { xdr } from '@stellar/stellar-sdk'
import type { EscrowTerms, MilestoneTerms, MultiTerms, SingleTerms } from '../intent.ts'
import { addressVal, boolVal, i128Val, structVal, textVal, u32Val, vecVal } from '../scval.ts'
import { isMulti } from './contractKind.ts'

/** What the contract gives a new milestone; nobody has touched it yet. */
export const INITIAL_MILESTONE_STATUS = 'pending'

/** The contract's Escrow struct as it must be at deployment and still be at funding, to the byte. */
export function encodeNewEscrow(terms: EscrowTerms, usdcContractId: string): xdr.ScVal {
  return structVal({
    ...(isMulti(terms) ? multiFields(terms) : singleFields(terms)),
    description: textVal(terms.description),
    engagement_id: textVal(terms.engagementId),
    platform_fee: u32Val(terms.platformFeeBps),
    receiver_memo: u32Val(0),
    title: textVal(terms.title),
    trustline: structVal({ address: addressVal(usdcContractId) }),
  })
}

type Fields = Readonly<Record<string, xdr.ScVal>>

function singleFields(terms: SingleTerms): Fields {
  return {
    amount: i128Val(BigInt(terms.amountStroops)),
    flags: noFlags(['disputed', 'released', 'resolved']),
    milestones: vecVal([
      structVal({
        approved: boolVal(false),
        description: textVal(terms.milestoneDescription),
        evidence: textVal(''),
        status: textVal(INITIAL_MILESTONE_STATUS),
      }),
    ]),
    roles: structVal({ ...sharedRoles(terms.roles), receiver: addressVal(terms.roles.receiver) }),
  }
}

function multiFields(terms: MultiTerms): Fields {
  return {
    milestones: vecVal(terms.milestones.map(newMilestone)),
    roles: structVal(sharedRoles(terms.roles)),
  }
}

function newMilestone({ description, amountStroops, receiver }: MilestoneTerms): xdr.ScVal {
  return structVal({
    amount: i128Val(BigInt(amountStroops)),
    description: textVal(description),
    evidence: textVal(''),
    flags: noFlags(['approved', 'disputed', 'released', 'resolved']),
    receiver: addressVal(receiver),
    status: textVal(INITIAL_MILESTONE_STATUS),
  })
}

function noFlags(names: readonly string[]): xdr.ScVal {
  return structVal(Object.fromEntries(names.map((name) => [name, boolVal(false)])))
}

function sharedRoles(roles: MultiTerms['roles']): Fields {
  return {
    approver: addressVal(roles.approver),
    dispute_resolver: addressVal(roles.disputeResolver),
    platform: addressVal(roles.platform),
    release_signer: addressVal(roles.releaseSigner),
    service_provider: addressVal(roles.serviceProvider),
  }
}
