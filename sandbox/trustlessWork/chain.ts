import {
  Account,
  BASE_FEE,
  Contract,
  Keypair,
  rpc,
  TimeoutInfinite,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import { escrowKey } from '../contracts/escrow/escrowStore.ts'
import { ApiError } from './apiError.ts'
import { escrowErrorMessage, tokenErrorMessage } from './contractMessages.ts'
import { type Invocation, isDeployment } from './invocation.ts'
import { readHostError } from './readHostError.ts'
import { currentSettings, type TrustlessWorkOptions } from './settings.ts'
import { decodeStored, type StoredEscrow } from './storedEscrow.ts'

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
  const server = new rpc.Server(options.rpcUrl, { allowHttp: true })
  const { networkPassphrase } = options

  async function simulate(account: Account, invocation: Call, validitySeconds: number) {
    const { contractId, functionName, args } = invocation
    const transaction = new TransactionBuilder(account, { fee: BASE_FEE, networkPassphrase })
      .addOperation(new Contract(contractId).call(functionName, ...args))
      .setTimeout(validitySeconds === 0 ? TimeoutInfinite : validitySeconds)
      .build()
    const simulation = await server.simulateTransaction(transaction)
    if (rpc.Api.isSimulationError(simulation)) {
      throw refusal(simulation, invocation, currentSettings(options).contractErrorStatus)
    }
    return { transaction, simulation }
  }

  return {
    server,
    build: async (invocation) => {
      const account = await loadAccount(server, invocation.source)
      const { validitySeconds } = currentSettings(options)
      const { transaction, simulation } = await simulate(account, invocation, validitySeconds)
      return rpc.assembleTransaction(transaction, simulation).build().toXdr()
    },
    readEscrows: (contractIds) => readEscrows(server, contractIds),
    view: async (contractId, functionName, args) => {
      // A view needs no account: nothing is submitted, so any well-formed source does.
      const nobody = new Account(Keypair.random().publicKey(), '0')
      const { simulation } = await simulate(nobody, { contractId, functionName, args }, 0)
      return simulation.result?.retval ?? xdr.ScVal.scvVoid()
    },
  }
}

/** Not `server.getAccount`: it reports every failure, an unreachable server too, as a missing account. */
async function loadAccount(server: rpc.Server, address: string): Promise<Account> {
  const accountId = Keypair.fromPublicKey(address).xdrPublicKey()
  const { entries } = await server.getLedgerEntries(xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })))
  const entry = entries[0]?.val
  if (entry?.type === 'account') return new Account(address, entry.account.seqNum.toString())
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
    const keyXdr = entry.key.toXdr('base64')
    const contractId = contractIds[keys.findIndex((key) => key.toXdr('base64') === keyXdr)]
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
