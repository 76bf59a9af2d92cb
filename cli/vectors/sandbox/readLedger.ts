import { scValToNative, xdr } from '@stellar/stellar-sdk'
import type { Snapshot, WorldSetup } from '../replayWorld.ts'
import { accountsOf } from './keypairs.ts'
import { contractBalanceKey, instanceKey, storedEscrowKey, trustlineKey } from './ledgerKeys.ts'
import type { LifeClock } from './lifeClock.ts'
import type { VectorNetwork } from './network.ts'
import type { LedgerParties } from './setUpLedger.ts'

/** Reads everything a case can change, in one request. */
export type ReadLedger = () => Promise<Snapshot & { readonly latestLedger: number }>

export function ledgerReader(
  network: VectorNetwork,
  { names }: WorldSetup,
  { usdc, issuer }: LedgerParties,
  clock: LifeClock,
): ReadLedger {
  const escrowId = names.addressOf('escrow')
  const accounts = accountsOf(names).filter((address) => address !== issuer.publicKey())
  const contracts = names.all.map(names.addressOf).filter((address) => address.startsWith('C'))
  const owners = new Map([
    ...accounts.map((owner) => [keyXdr(trustlineKey(owner, usdc)), owner] as const),
    ...contracts.map((owner) => [keyXdr(contractBalanceKey(names.addressOf('usdc'), owner)), owner] as const),
  ])
  const escrowKey = keyXdr(storedEscrowKey(escrowId))
  const instance = keyXdr(instanceKey(escrowId))
  const keys = [...owners.keys(), escrowKey, instance].map((key) => xdr.LedgerKey.fromXdr(key, 'base64'))
  return async () => {
    const { entries, latestLedger } = await network.server.getLedgerEntries(...keys)
    const found = new Map(entries.map((entry) => [keyXdr(entry.key), entry]))
    const balancesStroops = new Map<string, bigint>()
    for (const [key, owner] of owners) {
      const data = found.get(key)?.val
      if (data !== undefined) balancesStroops.set(owner, balanceOf(data))
    }
    const remaining = (key: string): number | undefined => {
      const until = found.get(key)?.liveUntilLedgerSeq
      return until === undefined ? undefined : clock.remaining(key, until, latestLedger)
    }
    const stored = found.get(escrowKey)?.val
    return {
      latestLedger,
      balancesStroops,
      stored: stored?.type === 'contractData' ? stored.contractData.val : undefined,
      remainingLedgers: { escrow: remaining(escrowKey), instance: remaining(instance) },
    }
  }
}

function keyXdr(key: xdr.LedgerKey): string {
  return key.toXdr('base64')
}

function balanceOf(data: xdr.LedgerEntryData): bigint {
  if (data.type === 'trustline') return data.trustLine.balance
  if (data.type === 'contractData') return (scValToNative(data.contractData.val) as { amount: bigint }).amount
  throw new Error(`an entry of type ${data.type} holds no balance`)
}
