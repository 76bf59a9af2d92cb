import { Contract, rpc, StrKey, xdr } from '@stellar/stellar-sdk'
import { escrowKey } from '../contracts/escrow/escrowStore.ts'
import { xdrText } from '../xdr/encode.ts'
import { ApiError } from './apiError.ts'
import { escrowErrorMessage, tokenErrorMessage } from './contractMessages.ts'
import { type Invocation, isDeployment } from './invocation.ts'
import { openNode } from './node.ts'
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
  const { server, simulate: ask } = openNode(options)

  async function simulate(actor: Actor, call: Call, validitySeconds: number) {
    const unsigned = unsignedCall(actor, call, validitySeconds)
    const answer = await ask(unsignedEnvelope(unsigned.transaction))
    if (answer.error === undefined) return { unsigned, answer }
    const simulation = rpc.parseRawSimulation(answer)
    if (!rpc.Api.isSimulationError(simulation))
      throw new Error(`The node refuses a call in words unknown: ${answer.error}`)
    throw refusal(simulation, call, currentSettings(options).contractErrorStatus)
  }

  return {
    server,
    build: async (invocation) => {
      const actor = await loadActor(server, invocation.source)
      const { unsigned, answer } = await simulate(actor, invocation, currentSettings(options).validitySeconds)
      const data = xdr.SorobanTransactionData.fromXdr(answer.transactionData ?? '', 'base64')
      const auth = answer.results?.[0]?.auth ?? []
      const entries = auth.map((entry) => xdr.SorobanAuthorizationEntry.fromXdr(entry, 'base64'))
      return unsignedEnvelope(assembled(unsigned, data, entries))
    },
    readEscrows: (contractIds) => readEscrows(server, contractIds),
    view: async (contractId, functionName, args) => {
      const { answer } = await simulate(NOBODY, { contractId, functionName, args }, 0)
      const value = answer.results?.[0]?.xdr
      return value === undefined ? xdr.ScVal.scvVoid() : xdr.ScVal.fromXdr(value, 'base64')
    },
  }
}

/** A view needs no account: nothing is submitted, so any well-formed source does. */
const NOBODY: Actor = { address: StrKey.encodeEd25519PublicKey(new Uint8Array(32)), sequence: 0n }

/** Not `server.getAccount`: it reports every failure, an unreachable server too, as a missing account. */
async function loadActor(server: rpc.Server, address: string): Promise<Actor> {
  const accountId = xdr.PublicKey.publicKeyTypeEd25519(StrKey.decodeEd25519PublicKey(address))
  const { entries } = await server.getLedgerEntries(xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })))
  const entry = entries[0]?.val
  if (entry?.type === 'account') return { address, sequence: entry.account.seqNum }
  throw new ApiError(400, `Account not found: ${address}. Create and fund it first.`)
}

async function readEscrows(
  server: rpc.Server,
  contractIds: readonly string[],
): Promise<ReadonlyMap<string, StoredEscrow>> {
  if (contractIds.length === 0) return new Map()
  const keys = contractIds.map((contractId) =>
    xdr.LedgerKey.contractData(
      new xdr.LedgerKeyContractData({
        contract: new Contract(contractId).address().toScAddress(),
        key: escrowKey,
        durability: xdr.ContractDataDurability.persistent,
      }),
    ),
  )
  const { entries } = await server.getLedgerEntries(...keys)
  const escrows = new Map<string, StoredEscrow>()
  for (const entry of entries) {
    const keyXdr = xdrText(entry.key)
    const contractId = contractIds[keys.findIndex((key) => xdrText(key) === keyXdr)]
    if (contractId !== undefined && entry.val.type === 'contractData') {
      escrows.set(contractId, decodeStored(entry.val.contractData.val))
    }
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
