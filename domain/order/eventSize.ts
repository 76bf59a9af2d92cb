import { escrowTexts } from './escrowTexts.ts'
import type { OrderTerms } from './terms.ts'

/** What one contract call may emit and return together (network setting txMaxContractEventsSizeBytes). */
export const MAX_EVENT_BYTES = 16_384

/** The longest evidence that a milestone may be completed with, in UTF-8. Every order leaves room for it in each milestone. */
export const EVIDENCE_BYTES = 256

/** What the contract, or the seller, writes as the status of a milestone: none is longer. */
const LONGEST_STATUS = 'completed'

/** Protocol, platform, seller, buyer, and the treasury for what strangers had sent to the contract. */
const MAX_TRANSFERS = 5

// Sizes in XDR: four bytes name the kind of a value, texts are filled up to a multiple of four.
const U32 = 8
const BOOL = 8
const I128 = 20
const ACCOUNT = 44
const CONTRACT = 40
/** Kind, presence and length of a list or map. */
const LIST = 12
/** Extension point, contract, type, version and the number of topics of an event. */
const EVENT = 52

/** What a milestone says beside its description. */
type Wording = { readonly status: string; readonly evidenceBytes: number }

type Described = Pick<OrderTerms, 'orderId' | 'title' | 'description' | 'milestones'>

/**
 * The most that any call to the order's contract emits and returns. The deployment returns the whole escrow beside the
 * event that carries it; later events carry milestones that were completed with evidence, and a resolution pays several.
 */
export function escrowEventBytes(terms: Described): number {
  return Math.max(deploymentBytes(terms), resolutionBytes(terms))
}

/** The event with which a new contract shows its escrow. */
export function initEventBytes(terms: Described): number {
  return EVENT + textBytes('tw_init') + LIST + newEscrowBytes(terms)
}

/** The deployment emits that event, and returns the contract's address with the escrow. */
export function deploymentBytes(terms: Described): number {
  return initEventBytes(terms) + LIST + CONTRACT + newEscrowBytes(terms)
}

/** A resolution when every milestone has been completed: no later call emits more. It returns nothing, in four bytes. */
export function resolutionBytes(terms: Described): number {
  const escrow = escrowBytes(terms, { status: LONGEST_STATUS, evidenceBytes: EVIDENCE_BYTES })
  return EVENT + textBytes('tw_disp_resolve') + LIST + escrow + MAX_TRANSFERS * transferBytes() + 4
}

function newEscrowBytes(terms: Described): number {
  return escrowBytes(terms, { status: 'pending', evidenceBytes: 0 })
}

function transferBytes(): number {
  const asset = 'USDC:'.length + 56
  return EVENT + textBytes('transfer') + ACCOUNT + CONTRACT + sizedText(asset) + I128
}

function escrowBytes(terms: Described, wording: Wording): number {
  const { engagementId, title, description, milestones } = escrowTexts(terms)
  const isMulti = (terms.milestones?.length ?? 0) > 0
  const milestoneOf = isMulti ? partBytes : wholeBytes
  return structBytes({
    ...(!isMulti && { amount: I128, flags: structBytes({ disputed: BOOL, released: BOOL, resolved: BOOL }) }),
    description: textBytes(description),
    engagement_id: textBytes(engagementId),
    milestones: LIST + milestones.reduce((sum, text) => sum + milestoneOf(text, wording), 0),
    platform_fee: U32,
    receiver_memo: U32,
    roles: structBytes({
      approver: ACCOUNT,
      dispute_resolver: ACCOUNT,
      platform: ACCOUNT,
      ...(!isMulti && { receiver: ACCOUNT }),
      release_signer: ACCOUNT,
      service_provider: ACCOUNT,
    }),
    title: textBytes(title),
    trustline: structBytes({ address: CONTRACT }),
  })
}

/** The one milestone of an order that is paid as a whole. */
function wholeBytes(description: string, { status, evidenceBytes }: Wording): number {
  return structBytes({
    approved: BOOL,
    description: textBytes(description),
    evidence: sizedText(evidenceBytes),
    status: textBytes(status),
  })
}

function partBytes(description: string, { status, evidenceBytes }: Wording): number {
  return structBytes({
    amount: I128,
    description: textBytes(description),
    evidence: sizedText(evidenceBytes),
    flags: structBytes({ approved: BOOL, disputed: BOOL, released: BOOL, resolved: BOOL }),
    receiver: ACCOUNT,
    status: textBytes(status),
  })
}

function structBytes(fields: Readonly<Record<string, number>>): number {
  return Object.entries(fields).reduce((sum, [name, bytes]) => sum + textBytes(name) + bytes, LIST)
}

function textBytes(text: string): number {
  return sizedText(new TextEncoder().encode(text).length)
}

function sizedText(bytes: number): number {
  return 8 + Math.ceil(bytes / 4) * 4
}
