import { type Asset, AuthRevocableFlag, type Keypair, Operation, type xdr } from '@stellar/stellar-sdk'
import type { WorldSetup } from '../replayWorld.ts'
import { runOperations } from './classicTransaction.ts'
import { accountsOf } from './keypairs.ts'
import type { VectorNetwork } from './network.ts'

const STARTING_XLM = '500000'
/** A transaction holds 100 operations and 20 signatures, one of which is the issuer's. */
const OPERATIONS_PER_TRANSACTION = 100
const HOLDERS_PER_TRANSACTION = 19

export interface LedgerParties {
  readonly usdc: Asset
  readonly issuer: Keypair
  readonly keypairs: ReadonlyMap<string, Keypair>
}

/** Brings the ledger to where a case begins: accounts, trustlines and money by transactions, instances by decree. */
export async function setUpLedger(network: VectorNetwork, setup: WorldSetup, parties: LedgerParties): Promise<void> {
  await createAccounts(network, setup, parties)
  await payHolders(network, setup, parties)
  for (const contractId of setup.instances) await network.createInstance(contractId, setup.meta.wasmSha256)
}

async function createAccounts(network: VectorNetwork, { names }: WorldSetup, parties: LedgerParties): Promise<void> {
  const { issuer } = parties
  // Issuer and protocol are part of every network.
  const existing = [issuer.publicKey(), names.addressOf('protocol')]
  const creations = accountsOf(names)
    .filter((address) => !existing.includes(address))
    .map((destination) => Operation.createAccount({ destination, startingBalance: STARTING_XLM }))
  // Without this flag an issuer may not freeze anybody.
  const mayFreeze = Operation.setOptions({ setFlags: AuthRevocableFlag })
  for (const operations of chunks([mayFreeze, ...creations], OPERATIONS_PER_TRANSACTION)) {
    await runOperations(network, [issuer], operations)
  }
}

async function payHolders(network: VectorNetwork, setup: WorldSetup, parties: LedgerParties): Promise<void> {
  const { issuer, keypairs, usdc } = parties
  const holders = [...setup.holdersStroops].filter(([owner]) => owner !== issuer.publicKey())
  for (const chunk of chunks(holders, HOLDERS_PER_TRANSACTION)) {
    const signers = chunk.flatMap(([owner]) => keypairs.get(owner) ?? [])
    const trustlines = signers.map((keypair) => openTrustline(keypair.publicKey(), usdc))
    const payments = chunk.flatMap(([owner, balanceStroops]) =>
      balanceStroops === 0n
        ? []
        : Operation.payment({ destination: owner, asset: usdc, amount: decimalOf(balanceStroops) }),
    )
    const operations = [...trustlines, ...payments]
    if (operations.length > 0) await runOperations(network, [issuer, ...signers], operations)
  }
}

/** Without a limit the trustline takes as much as there can be. */
export function openTrustline(source: string, asset: Asset, limitStroops?: bigint): xdr.Operation {
  return Operation.changeTrust({
    source,
    asset,
    ...(limitStroops === undefined ? {} : { limit: decimalOf(limitStroops) }),
  })
}

const STROOPS_PER_UNIT = 10_000_000n

function decimalOf(stroops: bigint): string {
  return `${stroops / STROOPS_PER_UNIT}.${(stroops % STROOPS_PER_UNIT).toString().padStart(7, '0')}`
}

function chunks<Item>(items: readonly Item[], size: number): readonly Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
