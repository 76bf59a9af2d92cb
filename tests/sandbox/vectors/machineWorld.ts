import { createHash } from 'node:crypto'
import { Address, Asset, StrKey, scValToBigInt, xdr } from '@stellar/stellar-sdk'
import { assetInstance, createAssetCode } from '../../../sandbox/contracts/usdc.ts'
import { PERSISTENT_TTL_LEDGERS, TRUSTLINE_AUTHORIZED_FLAG } from '../../../sandbox/ledger/constants.ts'
import { contractCodeKey, contractDataKey, contractInstanceKey } from '../../../sandbox/ledger/keys.ts'
import { ledgerEntry } from '../../../sandbox/ledger/ledgerEntry.ts'
import { networkOf } from '../../../sandbox/ledger/network.ts'
import { mergeInto, type Overlay, openOverlay } from '../../../sandbox/ledger/overlay.ts'
import { readTrustline, writeTrustline } from '../../../sandbox/ledger/trustline.ts'
import type { Authorizer } from '../../../sandbox/soroban/authorization.ts'
import { contractDataEntry, liveUntil, setLiveUntil } from '../../../sandbox/soroban/contractStorage.ts'
import { wasmInstance } from '../../../sandbox/soroban/createInstance.ts'
import { recordFootprint } from '../../../sandbox/soroban/footprint.ts'
import type { ContractCode } from '../../../sandbox/soroban/host.ts'
import { openMachine } from '../../../sandbox/soroban/machine.ts'
import type { CreateWorld } from './world.ts'

const NOTHING_STORED = { get: () => undefined }
/** The traces were recorded with every authorisation granted. */
const everyoneSigned: Authorizer = { enter: () => {}, leave: () => {}, require: () => {} }

/** The sandbox's own machine and asset contract on an empty ledger: what a submitted call runs on. */
export const createMachineWorld: CreateWorld = ({ network: passphrase, issuer, tokenId, codeByHash }) => {
  const network = networkOf(passphrase)
  const usdc = new Asset('USDC', issuer)
  const codes = new Map(codeByHash)
  let sequence = 1_000
  let ledger: Overlay = openOverlay(NOTHING_STORED, sequence)

  function registerCode(hashHex: string, code: ContractCode): void {
    codes.set(hashHex, code)
    const hash = Buffer.from(hashHex, 'hex')
    const entry = new xdr.ContractCodeEntry({
      ext: xdr.ContractCodeEntryExt.v0(),
      hash: new xdr.Hash(hash),
      code: Buffer.from('native'),
    })
    ledger.put(contractCodeKey(hash), ledgerEntry(sequence, xdr.LedgerEntryData.contractCode(entry)))
  }

  function writeInstance(contractId: string, instance: xdr.ScContractInstance): void {
    const key = contractInstanceKey(contractId)
    const value = xdr.ScVal.scvContractInstance(instance)
    ledger.put(key, contractDataEntry(sequence, contractId, xdr.ScVal.scvLedgerKeyContractInstance(), value))
    setLiveUntil(ledger, key, sequence + PERSISTENT_TTL_LEDGERS)
  }

  function invoke(contractId: string, name: string, args: readonly xdr.ScVal[]) {
    const overlay = openOverlay(ledger, sequence)
    const machine = openMachine({
      overlay,
      at: { sequence, closeTimeSeconds: sequence * 5 },
      network,
      footprint: recordFootprint(),
      authorizer: () => everyoneSigned,
      code: { assetCode: createAssetCode, wasmCode: (hashHex) => codes.get(hashHex) },
    })
    const value = machine.invoke(contractId, name, args)
    mergeInto(ledger, overlay.changes())
    const events = machine.events.map(({ contractId: emitter, body }) => ({
      contractId: emitter === null ? contractId : StrKey.encodeContract(emitter.value),
      topics: body.v0.topics,
      data: body.v0.data,
    }))
    return { value, events }
  }

  for (const [hash, code] of codes) registerCode(hash, code)
  writeInstance(tokenId, assetInstance(usdc))
  return {
    invoke,
    install: (contractId, code) => {
      const hash = createHash('sha256').update(contractId).digest()
      registerCode(hash.toString('hex'), code)
      writeInstance(contractId, wasmInstance(hash))
    },
    setHolding: (address, { balance, limit }) => {
      const flags = TRUSTLINE_AUTHORIZED_FLAG
      writeTrustline(ledger, { address, asset: usdc, balanceStroops: balance, limitStroops: limit, flags })
    },
    balanceOf: (owner) => {
      if (owner.startsWith('G')) return readTrustline(ledger, owner, usdc)?.balanceStroops ?? 0n
      const { value } = invoke(tokenId, 'balance', [new Address(owner).toScVal()])
      return scValToBigInt(value)
    },
    advance: (ledgers) => {
      sequence += ledgers
      ledger = openOverlay(ledger, sequence)
    },
    stored: (contractId, key) => {
      const data = ledger.get(contractDataKey(contractId, key))?.data
      return data?.type === 'contractData' ? data.contractData.val : undefined
    },
    remainingLedgers: (contractId, key) => {
      const until = liveUntil(
        ledger,
        key === undefined ? contractInstanceKey(contractId) : contractDataKey(contractId, key),
      )
      return until === undefined ? undefined : until - sequence
    },
  }
}
