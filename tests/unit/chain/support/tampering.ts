import type { xdr } from '@stellar/stellar-sdk'
import { expect } from 'vitest'
import type { ApproveMilestoneIntent, EscrowCall, ReleaseIntent } from '../../../../chain/intent.ts'
import { expectationOf } from '../../../../chain/verify/expectation.ts'
import { type Verification, type VerificationLimits, verifyEnvelope } from '../../../../chain/verify/verifyEnvelope.ts'
import {
  address,
  buildDraft,
  config,
  type Draft,
  deployIntent,
  escrowId,
  fundIntent,
  honestDraft,
  limits,
  withArgument,
  withField,
} from './vendorTransaction.ts'

export const buyer = address('buyer')
export const approve: ApproveMilestoneIntent = {
  kind: 'approveMilestone',
  contract: 'single',
  contractId: escrowId,
  approver: buyer,
  milestoneIndex: 0,
}
export const release: ReleaseIntent = { kind: 'release', contractId: escrowId, releaseSigner: buyer }

export function verify(
  intent: EscrowCall,
  source: string,
  xdrBase64: string,
  changes: Partial<VerificationLimits> = {},
): Verification {
  return verifyEnvelope(xdrBase64, expectationOf(config, intent, source), { ...limits, ...changes })
}

/** Verifies a funding transaction after a tampering with an honest one. */
export function tampered(tamper: (draft: Draft) => Partial<Draft>): Verification {
  const draft = honestDraft(fundIntent, buyer)
  return verify(fundIntent, buyer, buildDraft({ ...draft, ...tamper(draft) }).toXdr())
}

export function tamperedDeploy(tamper: (draft: Draft) => Partial<Draft>): Verification {
  const deployer = address('deployer')
  const draft = honestDraft(deployIntent, deployer)
  return verify(deployIntent, deployer, buildDraft({ ...draft, ...tamper(draft) }).toXdr())
}

export function refusedFor(verification: Verification, reason: RegExp): void {
  expect(verification.ok).toBe(false)
  if (!verification.ok) expect(verification.reason).toMatch(reason)
}

export const fundArgument = (index: number, value: xdr.ScVal) => (draft: Draft) => ({
  call: withArgument(draft.call, index, value),
})
export const escrowField = (path: string, value: xdr.ScVal) => (draft: Draft) => {
  const escrow = draft.call.args[1]
  if (escrow === undefined) throw new Error('fund_escrow has an escrow argument')
  return { call: withArgument(draft.call, 1, withField(escrow, path, value)) }
}
export const initField = (path: string, value: xdr.ScVal) => (draft: Draft) => {
  const escrows = draft.call.args[4]
  if (escrows === undefined) throw new Error('the deployment has an init_args argument')
  return { call: withArgument(draft.call, 4, withField(escrows, `0.${path}`, value)) }
}
