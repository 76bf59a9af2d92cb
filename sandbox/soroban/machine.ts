import type { xdr } from '@stellar/stellar-sdk'
import { contractEvent } from '../ledger/assetEvents.ts'
import { contractCodeKey, contractInstanceKey } from '../ledger/keys.ts'
import type { Network } from '../ledger/network.ts'
import { mergeInto, type Overlay, openOverlay } from '../ledger/overlay.ts'
import type { LedgerTime } from '../ledger/validateTransaction.ts'
import { textOf } from '../xdr/textOf.ts'
import type { Authorizer, Frame } from './authorization.ts'
import { type ContractStorage, missingValue, openContractStorage } from './contractStorage.ts'
import { createInstance } from './createInstance.ts'
import type { Footprint } from './footprint.ts'
import { type ContractCode, ContractError, type Host, HostError } from './host.ts'

/** Where the machine finds the code an instance runs. */
export interface CodeSource {
  /** Code of an asset contract, working on the classic ledger through `entries`. */
  assetCode(assetName: string, network: Network, entries: Overlay): ContractCode
  /** Code registered under a wasm hash, in hex. */
  wasmCode(hashHex: string): ContractCode | undefined
}

export interface MachineOptions {
  readonly overlay: Overlay
  readonly at: LedgerTime
  readonly network: Network
  readonly footprint: Footprint
  /** Built on the tracked ledger, because checking address credentials reads accounts and stores nonces. */
  authorizer(entries: Overlay): Authorizer
  readonly code: CodeSource
  /** Told once, with the contract in which a failing call failed. */
  onFailure?: ((contractId: string) => void) | undefined
}

/** Runs contract calls of one transaction. */
export interface Machine {
  readonly events: xdr.ContractEvent[]
  invoke(contractId: string, functionName: string, args: readonly xdr.ScVal[]): xdr.ScVal
}

const MAX_CALL_DEPTH = 32

/** Opens a machine on an overlay; what a failed call wrote and emitted is undone before the error leaves it. */
export function openMachine(options: MachineOptions): Machine {
  let overlay = options.overlay
  const frames: Frame[] = []
  const events: xdr.ContractEvent[] = []
  let hasFailed = false
  const storage = openContractStorage(() => overlay, options.footprint)
  const authorizer = options.authorizer(storage.entries)

  const invoke = (contractId: string, functionName: string, args: readonly xdr.ScVal[]): xdr.ScVal => {
    if (frames.length >= MAX_CALL_DEPTH) throw new HostError('Context', 'ExceededLimit', 'too many nested calls')
    const code = loadCode(contractId, storage, options)
    const contractFunction = Object.hasOwn(code, functionName) ? code[functionName] : undefined
    if (contractFunction === undefined) {
      throw new HostError('WasmVm', 'MissingValue', `trying to invoke non-existent contract function ${functionName}`)
    }
    const outside = overlay
    const eventCount = events.length
    const frame: Frame = { contractId, functionName, args }
    overlay = openOverlay(outside, outside.ledgerSequence)
    frames.push(frame)
    authorizer.enter(frame)
    try {
      const value = contractFunction(hostOf(frame), args)
      mergeInto(outside, overlay.changes())
      return value
    } catch (error) {
      events.length = eventCount
      const refusal = asContractFailure(error)
      if (!hasFailed) options.onFailure?.(contractId)
      hasFailed = true
      throw refusal
    } finally {
      overlay = outside
      frames.pop()
      authorizer.leave()
    }
  }

  const hostOf = (frame: Frame): Host => ({
    contractId: frame.contractId,
    ledgerSequence: options.at.sequence,
    closeTimeSeconds: options.at.closeTimeSeconds,
    requireAuth: (address) => {
      if (frames.at(-2)?.contractId !== address) authorizer.require(address)
    },
    read: (key) => storage.read(frame.contractId, key),
    write: (key, value) => storage.write(frame.contractId, key, value),
    extendTtl: (key, threshold, extendTo) => storage.extendTtl(frame.contractId, key, threshold, extendTo),
    call: invoke,
    emit: (topics, data) => void events.push(contractEvent(frame.contractId, topics, data)),
    createContract: (wasmHash, salt) =>
      createInstance(storage, options.network, frame.contractId, { wasmHash, salt, known: options.code }),
  })

  return { events, invoke }
}

function loadCode(contractId: string, storage: ContractStorage, options: MachineOptions): ContractCode {
  const instance = storage.readInstance(contractInstanceKey(contractId))
  if (instance === undefined) throw missingValue(`trying to get non-existing value for contract instance ${contractId}`)
  const { executable } = instance
  if (executable.type === 'contractExecutableStellarAsset') {
    return options.code.assetCode(assetNameOf(instance), options.network, storage.entries)
  }
  if (executable.type !== 'contractExecutableWasm') throw missingValue('unsupported kind of contract code')
  const hash = executable.wasmHash.toBytes()
  storage.entries.get(contractCodeKey(hash))
  const code = options.code.wasmCode(Buffer.from(hash).toString('hex'))
  if (code === undefined) throw missingValue(`no code behind wasm hash ${Buffer.from(hash).toString('hex')}`)
  return code
}

function assetNameOf(instance: xdr.ScContractInstance): string {
  for (const { key, val } of instance.storage ?? []) {
    if (key.type !== 'scvSymbol' || textOf(key.sym) !== 'METADATA' || val.type !== 'scvMap') continue
    const name = val.map?.find((entry) => entry.key.type === 'scvSymbol' && textOf(entry.key.sym) === 'name')?.val
    if (name?.type === 'scvString') return textOf(name.str)
  }
  throw missingValue('asset contract without metadata')
}

/** Whatever else goes wrong inside native contract code counts as a trap of that contract, as in a real virtual machine. */
function asContractFailure(error: unknown): ContractError | HostError {
  if (error instanceof ContractError || error instanceof HostError) return error
  return new HostError('WasmVm', 'InvalidAction', error instanceof Error ? error.message : String(error))
}
