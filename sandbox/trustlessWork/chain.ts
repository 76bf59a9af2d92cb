import { rpc, StrKey, xdr } from '@stellar/stellar-sdk'
import { escrowKey } from '../contracts/escrow/escrowStore.ts'
import { accountKey, contractDataKey, type EntryKey } from '../ledger/keys.ts'
import { ApiError } from './apiError.ts'
import { escrowErrorMessage, tokenErrorMessage } from './contractMessages.ts'
import { type Invocation, isDeployment } from './invocation.ts'
import { type Node, openNode } from './node.ts'
import { readHostError } from './readHostError.ts'
import { currentSettings, type TrustlessWorkOptions } from './settings.ts'
import { decodeStored, type StoredEscrow } from './storedEscrow.ts'
import { type Actor, assembled, unsignedCall, unsignedEnvelope } from './unsignedCall.ts'

export const ESCROW_NOT_FOUND = 'Escrow not found'

/** Everything the API asks of the network, all of it through RPC. */
export type Chain = {
  readonly server: rpc.Server
  /** Builds the unsigned envelope of one contract call, simulated, with footprint, fees and time bounds. */
  readonly build: (invocation: Invocation) => Promise<string>
  /** The stored escrows that exist, by contract id. */
  readonly readEscrows: (contractIds: readonly string[]) => Promise<ReadonlyMap<string, StoredEscrow>>
  /** Return value of a call that changes nothing. */
  readonly view: (contractId: string, functionName: string, args: readonly xdr.ScVal[]) => Promise<xdr.ScVal>
}

/** A view concerns no escrow of a certain kind. */
type Call = Omit<Invocation, 'source' | 'kind'> & Partial<Pick<Invocation, 'kind'>>

export function createChain(options: TrustlessWorkOptions): Chain {
  const node = openNode(options)

  async function simulate(actor: Actor, call: Call, validitySeconds: number) {
    const unsigned = unsignedCall(actor, call, validitySeconds)
    const transaction = unsignedEnvelope(unsigned.transaction)
    const answer = await node.ask<rpc.Api.RawSimulateTransactionResponse>('simulateTransaction', { transaction })
    if (answer.error === undefined) return { unsigned, answer }
    const simulation = rpc.parseRawSimulation(answer)
    if (!rpc.Api.isSimulationError(simulation))
      throw new Error(`The node refuses a call in words unknown: ${answer.error}`)
    throw refusal(simulation, call, currentSettings(options).contractErrorStatus)
  }

  return {
    server: node.server,
    build: async (invocation) => {
      const actor = await loadActor(node, invocation.source)
      const { unsigned, answer } = await simulate(actor, invocation, currentSettings(options).validitySeconds)
      const data = xdr.SorobanTransactionData.fromXdr(Buffer.from(answer.transactionData ?? '', 'base64'))
      const auth = answer.results?.[0]?.auth ?? []
      const entries = auth.map((entry) => xdr.SorobanAuthorizationEntry.fromXdr(Buffer.from(entry, 'base64')))
      return unsignedEnvelope(assembled(unsigned, data, entries))
    },
    readEscrows: (contractIds) => readEscrows(node, contractIds),
    view: async (contractId, functionName, args) => {
      const { answer } = await simulate(NOBODY, { contractId, functionName, args }, 0)
      const value = answer.results?.[0]?.xdr
      return value === undefined ? xdr.ScVal.scvVoid() : xdr.ScVal.fromXdr(value, 'base64')
    },
  }
}

/** A view needs no account: nothing is submitted, so any well-formed source does. */
const NOBODY: Actor = { address: StrKey.encodeEd25519PublicKey(new Uint8Array(32)), sequence: 0n }

type Entries = { readonly entries: readonly { readonly key: string; readonly xdr: string }[] }

async function readEntries(
  { ask }: Node,
  keys: readonly EntryKey[],
): Promise<ReadonlyMap<string, xdr.LedgerEntryData>> {
  const { entries } = await ask<Entries>('getLedgerEntries', { keys })
  return new Map(entries.map((entry) => [entry.key, xdr.LedgerEntryData.fromXdr(Buffer.from(entry.xdr, 'base64'))]))
}

async function loadActor(node: Node, address: string): Promise<Actor> {
  const key = accountKey(address)
  const entry = (await readEntries(node, [key])).get(key)
  if (entry?.type === 'account') return { address, sequence: entry.account.seqNum }
  throw new ApiError(400, `Account not found: ${address}. Create and fund it first.`)
}

async function readEscrows(node: Node, contractIds: readonly string[]): Promise<ReadonlyMap<string, StoredEscrow>> {
  if (contractIds.length === 0) return new Map()
  const keys = contractIds.map((contractId) => [contractId, contractDataKey(contractId, escrowKey)] as const)
  const found = await readEntries(
    node,
    keys.map(([, key]) => key),
  )
  const escrows = new Map<string, StoredEscrow>()
  for (const [contractId, key] of keys) {
    const entry = found.get(key)
    if (entry?.type === 'contractData') escrows.set(contractId, decodeStored(entry.contractData.val))
  }
  return escrows
}

function refusal(simulation: rpc.Api.SimulateTransactionErrorResponse, invocation: Call, status: number): ApiError {
  const report = readHostError(simulation)
  if (report.kind === 'missingContract' && report.contractId === invocation.contractId) {
    return new ApiError(status, ESCROW_NOT_FOUND)
  }
  if (report.kind !== 'contract') return new ApiError(status, `An unexpected error occurred: ${report.text}`)
  const { kind = 'single', functionName } = invocation
  // The factory passes on what the new escrow refused; only the asset contract speaks with other numbers.
  const isEscrow =
    isDeployment(functionName) || report.contractId === undefined || report.contractId === invocation.contractId
  return new ApiError(
    status,
    isEscrow ? escrowErrorMessage(kind, report.code, functionName) : tokenErrorMessage(report.code),
  )
}
