import { Operation, xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import type { EscrowCall } from '../../../chain/intent.ts'
import { usdcAsset } from '../../../chain/network.ts'
import {
  addressVal,
  amountsByAddressVal,
  boolVal,
  i128Val,
  structVal,
  textVal,
  u32Val,
  vecVal,
} from '../../../chain/scval.ts'
import { deriveContractId } from '../../../chain/verify/contractId.ts'
import {
  approve,
  buyer,
  complete,
  deploy,
  deployer,
  dispute,
  fund,
  release,
  resolve,
  resolver,
  seller,
  type Tamper,
  verifyTampered,
  withFeeAddressAt,
} from './support/multiRelease.ts'
import { refusedFor } from './support/tampering.ts'
import { address, config, contract, salt, transferCall, withArgument, withField } from './support/vendorTransaction.ts'

const outsider = address('outsider')
const STEPS: readonly [string, EscrowCall, string][] = [
  ['deploy', deploy, deployer],
  ['fund', fund, buyer],
  ['change of status', complete, seller],
  ['approval', approve, buyer],
  ['release', release, buyer],
  ['dispute', dispute, seller],
  ['resolution', resolve, resolver],
]

describe('an honest multi-release transaction', () => {
  it.each(STEPS)('for a %s may be signed', (_name, intent, source) => {
    expect(verifyTampered(intent, source)).toMatchObject({ ok: true })
  })

  it('for a deployment names the contract that factory and salt give', () => {
    const derivedContractId = deriveContractId(config.passphrase, config.escrowFactoryId, salt)
    expect(verifyTampered(deploy, deployer)).toMatchObject({ derivedContractId })
  })

  it.each<[string, EscrowCall, string, number]>([
    ['release', release, buyer, 1],
    ['resolution', resolve, resolver, 2],
  ])('for a %s may name the known fee address where one lineage takes it', (_name, intent, source, at) => {
    expect(verifyTampered(intent, source, withFeeAddressAt(at, config.protocolFeeAddress)).ok).toBe(true)
    refusedFor(verifyTampered(intent, source, withFeeAddressAt(at, outsider)), /argument trustless_work_address/)
    const misplaced = withFeeAddressAt(at + 1, config.protocolFeeAddress)
    refusedFor(verifyTampered(intent, source, misplaced), /is not what was asked for/)
  })
})

describe('every multi-release transaction is refused', () => {
  const payment = Operation.payment({ destination: outsider, asset: usdcAsset(config), amount: '1' })
  const changes: readonly [string, Tamper, RegExp][] = [
    ['it acts for another account', () => ({ source: outsider }), /its source is/],
    ['it has a second operation', () => ({ extraOperations: [payment] }), /2 operations/],
    ['it calls another contract', ({ call }) => ({ call: { ...call, contractId: contract('x') } }), /calls contract/],
    [
      'it calls another function',
      ({ call }) => ({ call: { ...call, functionName: 'withdraw_remaining_funds' } }),
      /calls withdraw_remaining_funds/,
    ],
    ['it lacks its last argument', ({ call }) => ({ call: { ...call, args: call.args.slice(0, -1) } }), /arguments/],
    [
      'it covers a transfer more',
      ({ subcalls }) => ({ subcalls: [...subcalls, transferCall(buyer, outsider, 1n)] }),
      /further calls/,
    ],
    ['its fee is over the cap', () => ({ resourceFee: '20000000' }), /over the cap/],
  ]
  const cases = STEPS.flatMap(([name, intent, source]) =>
    changes.map(([change, tamper, reason]) => [name, change, intent, source, tamper, reason] as const),
  )
  it.each(cases)('for a %s when %s', (_name, _change, intent, source, tamper, reason) => {
    refusedFor(verifyTampered(intent, source, tamper), reason)
  })
})

describe('a multi-release deployment is refused', () => {
  const init =
    (path: string, value: xdr.ScVal): Tamper =>
    ({ call }) => ({ call: withArgument(call, 4, withField(call.args[4] ?? value, `0.${path}`, value)) })

  it.each<[string, xdr.ScVal]>([
    ['milestones.0.amount', i128Val(500_000_001n)],
    ['milestones.1.amount', i128Val(299_999_999n)],
    ['milestones.1.receiver', addressVal(outsider)],
    ['milestones.1.description', textVal('code')],
    ['milestones.0.status', textVal('approved')],
    ['milestones.0.evidence', textVal('x')],
    ['milestones.0.flags.approved', boolVal(true)],
    ['milestones.0.flags.released', boolVal(true)],
    ['milestones.0.flags.disputed', boolVal(true)],
    ['milestones.0.flags.resolved', boolVal(true)],
    ['roles.approver', addressVal(outsider)],
    ['roles.dispute_resolver', addressVal(outsider)],
    ['roles.platform', addressVal(outsider)],
    ['roles.release_signer', addressVal(seller)],
    ['roles.service_provider', addressVal(outsider)],
    ['platform_fee', u32Val(2_500)],
    ['receiver_memo', u32Val(1)],
    ['trustline.address', addressVal(contract('worthless asset'))],
  ])('when %s of the escrow differs', (path, value) => {
    const named = path.replace(/\.(\d)\./, '\\[$1\\]\\.').replaceAll(/(?<!\\)\./g, '\\.')
    refusedFor(verifyTampered(deploy, deployer, init(path, value)), new RegExp(`init_args\\[0\\]\\.${named}`))
  })

  it('when there is a milestone more or less, or they are in another order', () => {
    const milestones = (change: (items: xdr.ScVal[]) => xdr.ScVal[]): Tamper => {
      return (draft) => {
        const escrow = draft.call.args[4]?.type === 'scvVec' ? draft.call.args[4].vec?.[0] : undefined
        const entry = escrow?.type === 'scvMap' ? escrow.map?.find(({ key }) => isNamed(key, 'milestones')) : undefined
        const items = entry?.val.type === 'scvVec' ? (entry.val.vec ?? []) : []
        return init('milestones', vecVal(change([...items])))(draft)
      }
    }
    for (const change of [
      (items: xdr.ScVal[]) => items.slice(0, 1),
      (items: xdr.ScVal[]) => [...items, ...items.slice(1)],
      (items: xdr.ScVal[]) => items.toReversed(),
    ]) {
      refusedFor(verifyTampered(deploy, deployer, milestones(change)), /init_args\[0\]\.milestones/)
    }
  })

  it('when the code is that of the single-release contract, or any other', () => {
    for (const code of [Buffer.from(config.escrowWasmHash, 'hex'), Buffer.alloc(32)]) {
      const tamper: Tamper = ({ call }) => ({ call: withArgument(call, 1, xdr.ScVal.scvBytes(code)) })
      refusedFor(verifyTampered(deploy, deployer, tamper), /argument wasm_hash/)
    }
  })

  it("when the factory's other function is called", () => {
    const tamper: Tamper = ({ call }) => ({ call: { ...call, functionName: 'tw_new_single_release_escrow' } })
    refusedFor(verifyTampered(deploy, deployer, tamper), /instead of tw_new_multi_release_escrow/)
  })
})

function isNamed(key: xdr.ScVal, name: string): boolean {
  return key.type === 'scvSymbol' && key.sym.toString() === name
}

describe('a multi-release step is refused', () => {
  const argument =
    (index: number, value: xdr.ScVal): Tamper =>
    ({ call }) => ({ call: withArgument(call, index, value) })
  const update = (evidence: string, index: number, status: string): xdr.ScVal =>
    structVal({ evidence: textVal(evidence), index: u32Val(index), status: textVal(status) })
  const honest = update(complete.newEvidence, 1, complete.newStatus)
  const shares = (...amounts: readonly [string, bigint][]): Tamper => argument(2, amountsByAddressVal(new Map(amounts)))

  it.each<[string, EscrowCall, string, Tamper, RegExp]>([
    ['a funding of a stroop more', fund, buyer, argument(2, i128Val(800_000_001n)), /argument amount/],
    ['a status of another milestone', complete, seller, argument(0, vecVal([update('', 0, 'x')])), /argument updates/],
    [
      'a status with another evidence',
      complete,
      seller,
      argument(0, vecVal([update('', 1, 'completed')])),
      /updates\[0\]\.evidence/,
    ],
    [
      'a second change of status',
      complete,
      seller,
      argument(0, vecVal([honest, update('', 0, 'completed')])),
      /argument updates/,
    ],
    ['no change of status at all', complete, seller, argument(0, vecVal([])), /argument updates/],
    ['a status by another account', complete, seller, argument(1, addressVal(buyer)), /argument service_provider/],
    ['an approval of another milestone', approve, buyer, argument(0, u32Val(0)), /argument milestone_index/],
    ['an approval by another account', approve, buyer, argument(1, addressVal(seller)), /argument approver/],
    ['a release of another milestone', release, buyer, argument(1, u32Val(0)), /argument milestone_index/],
    ['a release by another account', release, buyer, argument(0, addressVal(seller)), /argument release_signer/],
    ['a dispute of another milestone', dispute, seller, argument(0, u32Val(0)), /argument milestone_index/],
    ['a dispute by another account', dispute, seller, argument(1, addressVal(buyer)), /argument signer/],
    ['a resolution of another milestone', resolve, resolver, argument(1, u32Val(0)), /argument milestone_index/],
    ['a resolution by another account', resolve, resolver, argument(0, addressVal(buyer)), /argument dispute_resolver/],
    [
      'a stroop more for one',
      resolve,
      resolver,
      shares([seller, 200_000_001n], [buyer, 100_000_000n]),
      /argument distributions/,
    ],
    [
      'shares that are swapped',
      resolve,
      resolver,
      shares([buyer, 200_000_000n], [seller, 100_000_000n]),
      /argument distributions/,
    ],
    [
      'a share for somebody else',
      resolve,
      resolver,
      shares([seller, 200_000_000n], [outsider, 100_000_000n]),
      /distri/,
    ],
    ['a share too few', resolve, resolver, shares([seller, 200_000_000n]), /argument distributions/],
  ])('that is %s', (_name, intent, source, tamper, reason) => {
    refusedFor(verifyTampered(intent, source, tamper), reason)
  })

  it('whose milestone has another integer type', () => {
    refusedFor(verifyTampered(release, buyer, argument(1, i128Val(1n))), /argument milestone_index/)
  })

  it("that has the single-release contract's shape", () => {
    const single: Tamper = ({ call }) => ({
      call: { ...call, args: [u32Val(1), textVal('completed'), textVal(''), addressVal(seller)] },
    })
    refusedFor(verifyTampered(complete, seller, single), /4 arguments instead of 2/)
  })
})
