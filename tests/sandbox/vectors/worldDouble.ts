import type { xdr } from '@stellar/stellar-sdk'
import { deriveContractId } from '../../../cli/vectors/deriveContractId.ts'
import type { EmittedEvent } from '../../../cli/vectors/replayWorld.ts'
import { type ContractCode, type Host, HostError } from '../../../sandbox/soroban/host.ts'
import { createTokenDouble, type Holdings } from './tokenDouble.ts'
import type { World } from './world.ts'

/** Network settings the traces were recorded with. */
const MIN_PERSISTENT_LEDGERS = 2_073_600
const MAX_ENTRY_LEDGERS = 3_110_400

type Entry = { readonly value: xdr.ScVal; readonly liveUntil: number }
type Instance = { readonly code: ContractCode; readonly liveUntil: number }
type State = { entries: Map<string, Entry>; instances: Map<string, Instance>; holdings: Holdings }

export type WorldOptions = {
  readonly network: string
  readonly issuer: string
  readonly tokenId: string
  readonly codeByHash: ReadonlyMap<string, ContractCode>
  /** Whose authorisation is there. The traces were recorded with everyone's. */
  readonly authorized?: (address: string) => boolean
}

/** An in-memory ledger that contracts can run against: storage, lifetimes, calls, events, nothing else. */
export function createWorld(options: WorldOptions): World {
  let state: State = { entries: new Map(), instances: new Map(), holdings: new Map() }
  let sequence = 1000
  let events: EmittedEvent[] = []
  const entryKey = (contractId: string, key: xdr.ScVal) => `${contractId}:${key.toXdr('base64')}`
  const firstLiveUntil = () => sequence + MIN_PERSISTENT_LEDGERS - 1

  function run(contractId: string, name: string, args: readonly xdr.ScVal[]): xdr.ScVal {
    const code = state.instances.get(contractId)?.code
    if (code === undefined) throw new HostError('Storage', 'MissingValue', `no contract ${contractId}`)
    const entry = code[name]
    if (entry === undefined) throw new HostError('WasmVm', 'MissingValue', `no function ${name}`)
    return entry(hostOf(contractId), args)
  }

  function hostOf(contractId: string): Host {
    return {
      contractId,
      ledgerSequence: sequence,
      closeTimeSeconds: sequence * 5,
      requireAuth: (address) => {
        if (address === contractId || (options.authorized?.(address) ?? true)) return
        if (!state.instances.has(address)) throw new HostError('Auth', 'InvalidAction', `${address} did not sign`)
      },
      read: (key) => state.entries.get(entryKey(contractId, key))?.value,
      write: (key, value) => {
        const id = entryKey(contractId, key)
        state.entries.set(id, { value, liveUntil: state.entries.get(id)?.liveUntil ?? firstLiveUntil() })
      },
      extendTtl: (key, thresholdLedgers, extendToLedgers) => {
        if (thresholdLedgers > extendToLedgers) throw new HostError('Storage', 'InvalidInput', 'threshold above target')
        const id = entryKey(contractId, key)
        const entry = state.entries.get(id)
        if (entry === undefined) throw new HostError('Storage', 'MissingValue', 'nothing to extend')
        if (entry.liveUntil - sequence > thresholdLedgers) return
        const target = sequence + Math.min(extendToLedgers, MAX_ENTRY_LEDGERS - 1)
        state.entries.set(id, { ...entry, liveUntil: Math.max(entry.liveUntil, target) })
      },
      call: run,
      emit: (topics, data) => events.push({ contractId, topics, data }),
      createContract: (wasmHash, salt) => {
        const code = options.codeByHash.get(Buffer.from(wasmHash).toString('hex'))
        if (code === undefined) throw new HostError('Storage', 'MissingValue', 'unknown code')
        const child = deriveContractId(options.network, contractId, salt)
        if (state.instances.has(child)) throw new HostError('Storage', 'ExistingValue', `${child} exists`)
        state.instances.set(child, { code, liveUntil: firstLiveUntil() })
        return child
      },
    }
  }

  const install: World['install'] = (contractId, code) => {
    state.instances.set(contractId, { code, liveUntil: firstLiveUntil() })
  }
  install(options.tokenId, createTokenDouble({ issuer: options.issuer, holdings: () => state.holdings }))

  return {
    install,
    setHolding: (owner, { balance, limit }) => {
      state.holdings.set(owner, { balance, limit, authorized: true })
    },
    balanceOf: (owner) => state.holdings.get(owner)?.balance ?? 0n,
    advance: (ledgers) => {
      sequence += ledgers
    },
    invoke: (contractId, name, args) => {
      const before: State = {
        entries: new Map(state.entries),
        instances: new Map(state.instances),
        holdings: new Map(state.holdings),
      }
      events = []
      try {
        const value = run(contractId, name, args)
        return { value, events }
      } catch (error) {
        state = before
        throw error
      }
    },
    stored: (contractId, key) => state.entries.get(entryKey(contractId, key))?.value,
    remainingLedgers: (contractId, key) => {
      const found = key === undefined ? state.instances.get(contractId) : state.entries.get(entryKey(contractId, key))
      return found === undefined ? undefined : found.liveUntil - sequence
    },
  }
}
