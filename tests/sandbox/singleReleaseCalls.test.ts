import { Keypair, nativeToScVal, scValToNative, xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { deriveContractId } from '../../cli/vectors/deriveContractId.ts'
import { escrowKey } from '../../sandbox/contracts/escrow/escrowStore.ts'
import {
  writeAddress,
  writeAmountsByAddress,
  writeBytes,
  writeI128,
  writeSymbol,
  writeText,
  writeU32,
  writeVec,
  writeVoid,
} from '../../sandbox/contracts/escrow/writeValue.ts'
import { factoryCode } from '../../sandbox/contracts/factory.ts'
import { createSingleReleaseCode } from '../../sandbox/contracts/singleRelease/code.ts'
import { encodeEscrow } from '../../sandbox/contracts/singleRelease/encodeEscrow.ts'
import type { Escrow } from '../../sandbox/contracts/singleRelease/escrow.ts'
import { PROTOCOL_FEE_ADDRESS } from '../../sandbox/genesis.ts'
import { HostError } from '../../sandbox/soroban/host.ts'
import { I64_MAX } from './vectors/tokenDouble.ts'
import { createWorld } from './vectors/worldDouble.ts'

const network = 'Standalone Network ; February 2017'
const account = () => Keypair.random().publicKey()
const [buyer, seller, platform, resolver, issuer] = [account(), account(), account(), account(), account()]
const contractId = (name: string) => deriveContractId(network, issuer, Buffer.from(name.padEnd(32)))
const [tokenId, factoryId, escrowId, otherId] = [
  contractId('token'),
  contractId('factory'),
  contractId('one'),
  contractId('two'),
]

const escrow: Escrow = {
  amount: 800_000_000n,
  description: 'A logo',
  engagementId: 'ord_1',
  flags: { disputed: false, released: false, resolved: false },
  milestones: [{ approved: false, description: 'Delivery', evidence: '', status: 'pending' }],
  platformFeeBps: 0,
  receiverMemo: 0,
  roles: {
    approver: buyer,
    disputeResolver: resolver,
    platform,
    receiver: seller,
    releaseSigner: buyer,
    serviceProvider: seller,
  },
  title: 'Logo',
  tokenId,
}

const wasmHash = Buffer.alloc(32, 7)
const singleReleaseCode = createSingleReleaseCode({ protocolFeeAddress: PROTOCOL_FEE_ADDRESS })

/** A funded escrow in a world in which only the addresses in `signed` authorise anything. */
function startWorld(signed: Set<string>) {
  const world = createWorld({
    network,
    issuer,
    tokenId,
    codeByHash: new Map([[wasmHash.toString('hex'), singleReleaseCode]]),
    authorized: (address) => signed.has(address),
  })
  world.install(factoryId, factoryCode)
  for (const id of [escrowId, otherId]) world.install(id, singleReleaseCode)
  world.setHolding(buyer, { balance: 1_000_000_000n, limit: I64_MAX })
  world.invoke(escrowId, 'initialize_escrow', [encodeEscrow(escrow)])
  return world
}

const calls: readonly { name: string; signer: string; args: readonly xdr.ScVal[]; before?: 'disputed' | 'approved' }[] =
  [
    { name: 'fund_escrow', signer: buyer, args: [writeAddress(buyer), encodeEscrow(escrow), writeI128(5n)] },
    {
      name: 'change_milestone_status',
      signer: seller,
      args: [writeU32(0), writeText('done'), writeVoid(), writeAddress(seller)],
    },
    { name: 'approve_milestone', signer: buyer, args: [writeU32(0), writeAddress(buyer)] },
    { name: 'release_funds', signer: buyer, args: [writeAddress(buyer)], before: 'approved' },
    { name: 'dispute_escrow', signer: seller, args: [writeAddress(seller)] },
    {
      name: 'resolve_dispute',
      signer: resolver,
      args: [writeAddress(resolver), writeAmountsByAddress([{ address: buyer, amount: 800_000_000n }])],
      before: 'disputed',
    },
    {
      name: 'withdraw_remaining_funds',
      signer: resolver,
      args: [writeAddress(resolver), writeAmountsByAddress([{ address: buyer, amount: 1n }])],
      before: 'disputed',
    },
    { name: 'update_escrow', signer: platform, args: [writeAddress(platform), encodeEscrow(escrow)] },
    { name: 'extend_contract_ttl', signer: platform, args: [writeAddress(platform), writeU32(20_000)] },
  ]

describe('who has to authorise a call to an escrow', () => {
  for (const { name, signer, args, before } of calls) {
    it(`refuses ${name} without the signature of its caller, and runs with it`, () => {
      const signed = new Set<string>([buyer, seller])
      const world = startWorld(signed)
      world.invoke(tokenId, 'transfer', [writeAddress(buyer), writeAddress(escrowId), writeI128(800_000_000n)])
      for (const owner of [seller, PROTOCOL_FEE_ADDRESS]) {
        world.setHolding(owner, { balance: 0n, limit: I64_MAX })
      }
      if (before === 'approved') world.invoke(escrowId, 'approve_milestone', [writeU32(0), writeAddress(buyer)])
      if (before === 'disputed') world.invoke(escrowId, 'dispute_escrow', [writeAddress(seller)])
      signed.clear()
      expect(() => world.invoke(escrowId, name, args)).toThrow(HostError)
      signed.add(signer)
      expect(() => world.invoke(escrowId, name, args)).not.toThrow()
    })
  }

  it('refuses a deployment without its signer before it looks at anything else', () => {
    const world = startWorld(new Set())
    const deploy = () =>
      world.invoke(factoryId, 'tw_new_single_release_escrow', [
        writeAddress(platform),
        writeBytes(Buffer.alloc(32, 9)),
        writeBytes(Buffer.alloc(32, 1)),
        writeSymbol('initialize_escrow'),
        writeVec([encodeEscrow(escrow)]),
        writeVec([]),
      ])
    expect(deploy).toThrow('Error(Auth, InvalidAction)')
  })
})

describe('what can be read from an escrow', () => {
  const world = startWorld(new Set())

  it('stores the struct under the vector key with the names of the contract', () => {
    const stored = world.stored(escrowId, escrowKey)
    expect(scValToNative(stored ?? writeVoid())).toMatchObject({
      amount: 800_000_000n,
      engagement_id: 'ord_1',
      roles: { service_provider: seller, dispute_resolver: resolver },
      trustline: { address: tokenId },
    })
  })

  it('gives the same escrow through its own contract and through another one', () => {
    const own = world.invoke(escrowId, 'get_escrow', []).value
    const asked = world.invoke(otherId, 'get_escrow_by_contract_id', [writeAddress(escrowId)]).value
    expect(own.toXdr('base64')).toBe(encodeEscrow(escrow).toXdr('base64'))
    expect(asked.toXdr('base64')).toBe(own.toXdr('base64'))
  })
})

describe('arguments of the wrong shape', () => {
  const world = startWorld(new Set([buyer, resolver]))
  const invoke = (name: string, args: readonly xdr.ScVal[]) => () => world.invoke(escrowId, name, args)

  it('refuses a missing argument, another type and a struct with other fields', () => {
    expect(invoke('release_funds', [])).toThrow('Error(Value, UnexpectedType)')
    expect(invoke('approve_milestone', [writeText('0'), writeAddress(buyer)])).toThrow('Error(Value, UnexpectedType)')
    expect(invoke('update_escrow', [writeAddress(platform), nativeToScVal({ amount: 1n })])).toThrow(
      'Error(Object, InvalidInput)',
    )
  })

  it('refuses distributions that are not in the order of the addresses', () => {
    const sorted = writeAmountsByAddress([
      { address: buyer, amount: 1n },
      { address: seller, amount: 2n },
    ])
    const [first, second] = sorted.type === 'scvMap' ? (sorted.map ?? []) : []
    if (first === undefined || second === undefined) throw new Error('two entries expected')
    const reversed = xdr.ScVal.scvMap([second, first])
    expect(invoke('resolve_dispute', [writeAddress(resolver), reversed])).toThrow('Error(Object, InvalidInput)')
  })
})
