import { type FeeBumpTransaction, rpc, type Transaction } from '@stellar/stellar-sdk'
import { NO_LIMITS } from '../../../sandbox/soroban/resources.ts'
import { startSandbox } from '../../../sandbox/start.ts'
import type { WorldSetup } from '../replayWorld.ts'

export type AppliedTransaction = rpc.Api.GetSuccessfulTransactionResponse | rpc.Api.GetFailedTransactionResponse

/** A sandbox of its own, used as any client would: through its HTTP surface. */
export interface VectorNetwork {
  readonly server: rpc.Server
  readonly passphrase: string
  /** Sends, closes a ledger and answers what became of the transaction. */
  submit(transaction: Transaction | FeeBumpTransaction): Promise<AppliedTransaction>
  closeLedgers(count: number): Promise<void>
  createInstance(contractId: string, wasmHash: string): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a sandbox whose ledgers close on demand. The traces come from the contract host alone, so the network's limits
 * on a transaction, which some of them pass, do not count.
 */
export async function startVectorNetwork({ meta, names }: WorldSetup): Promise<VectorNetwork> {
  const sandbox = await startSandbox({
    port: 0,
    databasePath: ':memory:',
    ledgerIntervalMs: 0,
    passphrase: meta.network,
    usdcIssuer: names.addressOf('issuer'),
    protocolFeeAddress: names.addressOf('protocol'),
    limits: NO_LIMITS,
  })
  const server = new rpc.Server(`${sandbox.url}/rpc`, { allowHttp: true })
  const closeLedgers = (count: number): Promise<void> => post(`${sandbox.url}/control/ledgers`, { count, seconds: 0 })
  return {
    server,
    passphrase: meta.network,
    closeLedgers,
    createInstance: (contractId, wasmHash) => post(`${sandbox.url}/control/instances`, { contractId, wasmHash }),
    submit: async (transaction) => {
      const sent = await server.sendTransaction(transaction)
      if (sent.status !== 'PENDING') {
        throw new Error(`the sandbox answered ${sent.status}: ${JSON.stringify(sent.errorResult?.toJson())}`)
      }
      await closeLedgers(1)
      const applied = await server.getTransaction(sent.hash)
      if (applied.status === rpc.Api.GetTransactionStatus.NOT_FOUND) throw new Error(`${sent.hash} is in no ledger`)
      return applied
    },
    close: sandbox.close,
  }
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer}`)
}
