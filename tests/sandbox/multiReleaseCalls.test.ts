import { Keypair, scValToNative, type xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { deriveContractId } from '../../cli/vectors/deriveContractId.ts'
import {
  writeAddress,
  writeAmountsByAddress,
  writeBytes,
  writeI128,
  writeStruct,
  writeSymbol,
  writeText,
  writeU32,
  writeVec,
  writeVoid,
} from '../../sandbox/contracts/escrow/writeValue.ts'
import { factoryCode } from '../../sandbox/contracts/factory.ts'
import { createMultiReleaseCode } from '../../sandbox/contracts/multiRelease/code.ts'
import { encodeEscrow } from '../../sandbox/contracts/multiRelease/encodeEscrow.ts'
import type { Escrow } from '../../sandbox/contracts/multiRelease/escrow.ts'
import type { ContractCode } from '../../sandbox/soroban/host.ts'
import { HostError } from '../../sandbox/soroban/host.ts'
import { I64_MAX } from './vectors/tokenDouble.ts'
import { createWorld } from './vectors/worldDouble.ts'

const network = 'Standalone Network ; February 2017'
const account = (): string => Keypair.random().publicKey()
const [buyer, seller, platform, resolver, protocol, issuer] = [
  account(),
  account(),
  account(),
  account(),
  account(),
  account(),
]
const contractId = (name: string): string => deriveContractId(network, issuer, Buffer.from(name.padEnd(32)))
const [tokenId, factoryId, escrowId] = [contractId('token'), contractId('factory'), contractId('one')]
const wasmHash = Buffer.alloc(32, 7)

const flags = { approved: false, disputed: false, released: false, resolved: false }
const escrow: Escrow = {
  description: 'A site',
  engagementId: 'ord_1',
  milestones: [
    { amount: 500n, description: 'Draft', evidence: '', flags, receiver: seller, status: 'pending' },
    { amount: 300n, description: 'Rest', evidence: '', flags, receiver: seller, status: 'pending' },
  ],
  platformFeeBps: 0,
  receiverMemo: 0,
  roles: { approver: buyer, disputeResolver: resolver, platform, releaseSigner: buyer, serviceProvider: seller },
  title: 'Site',
  tokenId,
}

/** A funded escrow in a world in which only the addresses in `signed` authorise anything. */
function startWorld(signed: ReadonlySet<string>, code: ContractCode) {
  const world = createWorld({
    network,
    issuer,
    tokenId,
    codeByHash: new Map([[wasmHash.toString('hex'), code]]),
    authorized: (address) => signed.has(address),
  })
  world.install(factoryId, factoryCode)
  world.install(escrowId, code)
  world.setHolding(buyer, { balance: 10_000n, limit: I64_MAX })
  for (const owner of [seller, protocol]) world.setHolding(owner, { balance: 0n, limit: I64_MAX })
  world.invoke(escrowId, 'initialize_escrow', [encodeEscrow(escrow)])
  return world
}

const update = writeStruct({ evidence: writeVoid(), index: writeU32(0), status: writeText('done') })
const shares = writeAmountsByAddress([{ address: buyer, amount: 500n }])

interface SignedCall {
  readonly name: string
  readonly signer: string
  readonly args: readonly xdr.ScVal[]
  readonly before?: 'approved' | 'oneDisputed' | 'bothDisputed'
}

const calls: readonly SignedCall[] = [
  { name: 'fund_escrow', signer: buyer, args: [writeAddress(buyer), encodeEscrow(escrow), writeI128(5n)] },
  { name: 'change_milestone_status', signer: seller, args: [writeVec([update]), writeAddress(seller)] },
  { name: 'approve_milestone', signer: buyer, args: [writeU32(0), writeAddress(buyer)] },
  { name: 'release_milestone_funds', signer: buyer, args: [writeAddress(buyer), writeU32(0)], before: 'approved' },
  { name: 'dispute_milestone', signer: seller, args: [writeU32(0), writeAddress(seller)] },
  {
    name: 'resolve_milestone_dispute',
    signer: resolver,
    args: [writeAddress(resolver), writeU32(0), shares],
    before: 'oneDisputed',
  },
  {
    name: 'withdraw_remaining_funds',
    signer: resolver,
    args: [writeAddress(resolver), shares],
    before: 'bothDisputed',
  },
  { name: 'update_escrow', signer: platform, args: [writeAddress(platform), encodeEscrow(escrow)] },
  { name: 'extend_contract_ttl', signer: platform, args: [writeAddress(platform), writeU32(20_000)] },
]

describe('who has to authorise a call to a multi-release escrow', () => {
  for (const { name, signer, args, before } of calls) {
    it(`refuses ${name} without the signature of its caller, and runs with it`, () => {
      const signed = new Set<string>([buyer, seller])
      const world = startWorld(signed, createMultiReleaseCode({ protocolFeeAddress: protocol }))
      world.invoke(tokenId, 'transfer', [writeAddress(buyer), writeAddress(escrowId), writeI128(800n)])
      if (before === 'approved') world.invoke(escrowId, 'approve_milestone', [writeU32(0), writeAddress(buyer)])
      const disputed = before === 'oneDisputed' ? [0] : before === 'bothDisputed' ? [0, 1] : []
      for (const index of disputed) {
        world.invoke(escrowId, 'dispute_milestone', [writeU32(index), writeAddress(seller)])
      }
      signed.clear()
      expect(() => world.invoke(escrowId, name, args)).toThrow(HostError)
      signed.add(signer)
      expect(() => world.invoke(escrowId, name, args)).not.toThrow()
    })
  }
})

describe('the factory', () => {
  it('creates a multi-release escrow and answers with its id and content', () => {
    const world = startWorld(new Set([platform]), createMultiReleaseCode({ protocolFeeAddress: protocol }))
    const salt = Buffer.alloc(32, 1)
    const { value } = world.invoke(factoryId, 'tw_new_multi_release_escrow', [
      writeAddress(platform),
      writeBytes(wasmHash),
      writeBytes(salt),
      writeSymbol('initialize_escrow'),
      writeVec([encodeEscrow(escrow)]),
      writeVec([]),
    ])
    const [created, stored] = scValToNative(value) as [string, { engagement_id: string }]
    expect([created, stored.engagement_id]).toEqual([deriveContractId(network, factoryId, salt), 'ord_1'])
  })
})

describe('a build that is told the fee address', () => {
  it('finds it behind the first argument of a release and behind the milestone of a resolution', () => {
    const world = startWorld(new Set([buyer, seller, resolver]), createMultiReleaseCode('develop'))
    const elsewhere = account()
    world.setHolding(elsewhere, { balance: 0n, limit: I64_MAX })
    world.invoke(tokenId, 'transfer', [writeAddress(buyer), writeAddress(escrowId), writeI128(800n)])
    world.invoke(escrowId, 'approve_milestone', [writeU32(0), writeAddress(buyer)])

    world.invoke(escrowId, 'release_milestone_funds', [writeAddress(buyer), writeAddress(elsewhere), writeU32(0)])
    expect(world.balanceOf(elsewhere)).toBe(1n)

    world.invoke(escrowId, 'dispute_milestone', [writeU32(1), writeAddress(seller)])
    const halves = writeAmountsByAddress([{ address: seller, amount: 300n }])
    const args = [writeAddress(resolver), writeU32(1), writeAddress(protocol), halves]
    world.invoke(escrowId, 'resolve_milestone_dispute', args)
    expect([world.balanceOf(protocol), world.balanceOf(seller)]).toEqual([0n, 799n])
  })

  it('refuses a release without it', () => {
    const world = startWorld(new Set([buyer]), createMultiReleaseCode('develop'))
    const release = () => world.invoke(escrowId, 'release_milestone_funds', [writeAddress(buyer), writeU32(0)])
    expect(release).toThrow('Error(Value, UnexpectedType)')
  })
})
