import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import type { DisputeIntent, EscrowCall, ResolveCall } from '../../../chain/intent.ts'
import { addressVal, amountsByAddressVal, i128Val } from '../../../chain/scval.ts'
import { expectationOf } from '../../../chain/verify/expectation.ts'
import { type Verification, verifyEnvelope } from '../../../chain/verify/verifyEnvelope.ts'
import {
  address,
  buildDraft,
  config,
  contract,
  type Draft,
  escrowId,
  honestDraft,
  limits,
  transferCall,
  withArgument,
} from './support/vendorTransaction.ts'

const [buyer, seller, resolver, treasury] = ['buyer', 'seller', 'resolver', 'platform'].map(address) as [
  string,
  string,
  string,
  string,
]
const dispute: DisputeIntent = { kind: 'dispute', contractId: escrowId, signer: seller }
const resolve: ResolveCall = {
  kind: 'resolve',
  contractId: escrowId,
  disputeResolver: resolver,
  distributions: [
    { address: seller, amountStroops: '300000000' },
    { address: buyer, amountStroops: '200000000' },
    { address: treasury, amountStroops: '7' },
  ],
}

type Tamper = (draft: Draft) => Partial<Draft>

function verify(intent: EscrowCall, source: string, tamper: Tamper = () => ({})): Verification {
  const draft = honestDraft(intent, source)
  const transaction = buildDraft({ ...draft, ...tamper(draft) }).toXdr()
  return verifyEnvelope(transaction, expectationOf(config, intent, source), limits)
}

function refusedFor(verification: Verification, reason: RegExp): void {
  expect(verification).toMatchObject({ ok: false, reason: expect.stringMatching(reason) })
}

const distributing =
  (...amounts: readonly [string, bigint][]): Tamper =>
  (draft) => ({ call: withArgument(draft.call, 1, amountsByAddressVal(new Map(amounts))) })

const withFeeAddress =
  (feeAddress: string): Tamper =>
  ({ call }) => ({ call: { ...call, args: [...call.args.slice(0, 1), addressVal(feeAddress), ...call.args.slice(1)] } })

describe('an honest transaction', () => {
  it('for a dispute may be signed by the seller', () => {
    expect(verify(dispute, seller)).toMatchObject({ ok: true, derivedContractId: null })
  })

  it('for a resolution may be signed in either lineage of the contract', () => {
    expect(verify(resolve, resolver).ok).toBe(true)
    expect(verify(resolve, resolver, withFeeAddress(config.protocolFeeAddress)).ok).toBe(true)
  })

  it('for a resolution may be signed in whatever order the shares were asked for', () => {
    const turned = { ...resolve, distributions: resolve.distributions.toReversed() }
    const transaction = buildDraft(honestDraft(turned, resolver)).toXdr()
    expect(verifyEnvelope(transaction, expectationOf(config, resolve, resolver), limits).ok).toBe(true)
  })
})

describe('a dispute is refused', () => {
  it.each<[string, Tamper, RegExp]>([
    ['names another signer', ({ call }) => ({ call: withArgument(call, 0, addressVal(buyer)) }), /argument signer/],
    ['is for another contract', ({ call }) => ({ call: { ...call, contractId: contract('other') } }), /calls contract/],
    [
      'releases instead',
      ({ call }) => ({ call: { ...call, functionName: 'release_funds' } }),
      /calls release_funds instead of dispute_escrow/,
    ],
    ['acts for another account', () => ({ source: buyer }), /its source is/],
    [
      'has an argument too many',
      ({ call }) => ({ call: { ...call, args: [...call.args, addressVal(seller)] } }),
      /2 arguments instead of 1/,
    ],
    ['covers a transfer', () => ({ subcalls: [transferCall(seller, buyer, 1n)] }), /1 further calls/],
  ])('when it %s', (_name, tamper, reason) => {
    refusedFor(verify(dispute, seller, tamper), reason)
  })
})

describe('a resolution is refused', () => {
  const [toSeller, toBuyer, dust] = [300_000_000n, 200_000_000n, 7n]
  const outsider = address('outsider')

  it.each<[string, Tamper]>([
    ['a share is one stroop more', distributing([seller, toSeller + 1n], [buyer, toBuyer], [treasury, dust])],
    ['a share is one stroop less', distributing([seller, toSeller], [buyer, toBuyer - 1n], [treasury, dust])],
    [
      'a stroop moves from one share to another',
      distributing([seller, 300_000_001n], [buyer, 199_999_999n], [treasury, dust]),
    ],
    ['receivers are swapped', distributing([buyer, toSeller], [seller, toBuyer], [treasury, dust])],
    ['there is a recipient more', distributing([seller, toSeller], [buyer, toBuyer], [treasury, dust], [outsider, 1n])],
    ['a recipient is another', distributing([seller, toSeller], [outsider, toBuyer], [treasury, dust])],
    ['the share of the dust is missing', distributing([seller, toSeller], [buyer, toBuyer])],
    ['the dust is given to somebody else', distributing([seller, toSeller], [buyer, toBuyer + dust])],
    ['nothing is paid out', distributing()],
  ])('when %s', (_name, tamper) => {
    refusedFor(verify(resolve, resolver, tamper), /argument distributions/)
  })

  it('and names whose share differs', () => {
    const tamper = distributing([seller, toSeller], [buyer, toBuyer + 1n], [treasury, dust])
    refusedFor(verify(resolve, resolver, tamper), new RegExp(`distributions\\.${buyer} is not what was asked for`))
  })

  it('when an amount has another integer type', () => {
    const entries = resolve.distributions.map(
      ({ address: to, amountStroops }) =>
        new xdr.ScMapEntry({ key: addressVal(to), val: xdr.ScVal.scvU64(BigInt(amountStroops)) }),
    )
    const tamper: Tamper = ({ call }) => ({ call: withArgument(call, 1, xdr.ScVal.scvMap(entries)) })
    refusedFor(verify(resolve, resolver, tamper), /argument distributions/)
  })

  it('when an address is named twice', () => {
    const tamper: Tamper = ({ call }) => {
      const map = call.args[1]
      const entries = map?.type === 'scvMap' ? (map.map ?? []) : []
      const twice = new xdr.ScMapEntry({ key: addressVal(buyer), val: i128Val(1n) })
      return { call: withArgument(call, 1, xdr.ScVal.scvMap([...entries, twice])) }
    }
    refusedFor(verify(resolve, resolver, tamper), /argument distributions/)
  })

  it.each<[string, Tamper, RegExp]>([
    [
      'the resolver is another',
      ({ call }) => ({ call: withArgument(call, 0, addressVal(outsider)) }),
      /argument dispute_resolver/,
    ],
    ['it acts for another account', () => ({ source: outsider }), /its source is/],
    [
      'it is for another contract',
      ({ call }) => ({ call: { ...call, contractId: contract('other') } }),
      /calls contract/,
    ],
    [
      'it withdraws instead',
      ({ call }) => ({ call: { ...call, functionName: 'withdraw_remaining_funds' } }),
      /calls withdraw_remaining_funds instead of resolve_dispute/,
    ],
    ['the fee address is not the known one', withFeeAddress(outsider), /argument trustless_work_address/],
    [
      'it has two fee addresses',
      ({ call }) => ({
        call: { ...call, args: [call.args[0], call.args[0], ...call.args].filter((arg) => arg !== undefined) },
      }),
      /4 arguments/,
    ],
    [
      'the fee address stands where the shares belong',
      ({ call }) => ({ call: { ...call, args: [...call.args, addressVal(config.protocolFeeAddress)] } }),
      /argument trustless_work_address/,
    ],
    [
      'it has no shares',
      ({ call }) => ({ call: { ...call, args: call.args.slice(0, 1) } }),
      /1 arguments instead of 2/,
    ],
    ['it covers a transfer', () => ({ subcalls: [transferCall(resolver, outsider, 1n)] }), /1 further calls/],
  ])('when %s', (_name, tamper, reason) => {
    refusedFor(verify(resolve, resolver, tamper), reason)
  })
})
