import { hash, xdr } from '@stellar/stellar-sdk'
import { describe, it } from 'vitest'
import { addressVal, boolVal, i128Val, symbolVal, textVal, u32Val, vecVal } from '../../../chain/scval.ts'
import { buyer, initField, refusedFor, release, tamperedDeploy, verify } from './support/tampering.ts'
import {
  address,
  buildDraft,
  config,
  contract,
  type Draft,
  honestDraft,
  withArgument,
} from './support/vendorTransaction.ts'

describe('a deployment is refused', () => {
  it('when it calls another factory', () => {
    const tamper = (draft: Draft) => ({ call: { ...draft.call, contractId: contract('other factory') } })
    refusedFor(tamperedDeploy(tamper), /calls contract/)
  })
  it('when the code is not the pinned one', () => {
    const tamper = (draft: Draft) => ({ call: withArgument(draft.call, 1, xdr.ScVal.scvBytes(hash('other code'))) })
    refusedFor(tamperedDeploy(tamper), /wasm_hash/)
  })
  it('when the salt is not 32 bytes', () => {
    const tamper = (draft: Draft) => ({ call: withArgument(draft.call, 2, xdr.ScVal.scvBytes(new Uint8Array(31))) })
    refusedFor(tamperedDeploy(tamper), /salt/)
  })
  it('when it would run another initialiser', () => {
    const tamper = (draft: Draft) => ({ call: withArgument(draft.call, 3, symbolVal('update_escrow')) })
    refusedFor(tamperedDeploy(tamper), /init_fn/)
  })
  it('when it passes constructor arguments', () => {
    const tamper = (draft: Draft) => ({ call: withArgument(draft.call, 5, vecVal([u32Val(1)])) })
    refusedFor(tamperedDeploy(tamper), /constructor_args/)
  })
  it.each<[string, xdr.ScVal]>([
    ['amount', i128Val(799_999_999n)],
    ['platform_fee', u32Val(2_500)],
    ['receiver_memo', u32Val(1)],
    ['title', textVal('Logo  design')],
    ['description', textVal('')],
    ['engagement_id', textVal('ord_2')],
    ['roles.approver', addressVal(address('outsider'))],
    ['roles.release_signer', addressVal(address('seller'))],
    ['roles.dispute_resolver', addressVal(address('outsider'))],
    ['roles.platform', addressVal(address('outsider'))],
    ['roles.service_provider', addressVal(address('outsider'))],
    ['roles.receiver', addressVal(address('outsider'))],
    ['flags.released', boolVal(true)],
    ['milestones.0.approved', boolVal(true)],
    ['milestones.0.status', textVal('approved')],
    ['milestones.0.description', textVal('Other')],
    ['trustline.address', addressVal(contract('worthless asset'))],
  ])('when %s of the escrow differs', (path, value) => {
    const verification = tamperedDeploy(initField(path, value))
    const named = path.replace('.0.', '[0].').replaceAll('.', '\\.').replace('[0]', '\\[0\\]')
    refusedFor(verification, new RegExp(`init_args\\[0\\]\\.${named}`))
  })
  it('when it has no milestone', () => {
    const tamper = initField('milestones', vecVal([]))
    refusedFor(tamperedDeploy(tamper), /init_args\[0\]\.milestones/)
  })
})

describe('a release is refused', () => {
  it('when the fee address is not the known one', () => {
    const draft = honestDraft(release, buyer)
    const call = { ...draft.call, args: [...draft.call.args, addressVal(address('outsider'))] }
    refusedFor(verify(release, buyer, buildDraft({ ...draft, call }).toXdr()), /trustless_work_address/)
  })
  it('when it carries an argument too many', () => {
    const draft = honestDraft(release, buyer)
    const fee = addressVal(config.protocolFeeAddress)
    const call = { ...draft.call, args: [...draft.call.args, fee, fee] }
    refusedFor(verify(release, buyer, buildDraft({ ...draft, call }).toXdr()), /3 arguments/)
  })
})
