import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Account,
  Asset,
  BASE_FEE,
  type FeeBumpTransaction,
  Keypair,
  Operation,
  rpc,
  type Transaction,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk'
import { type Sandbox, startSandbox } from '../../sandbox/start.ts'

/** A sandbox for one test file, as its clients see it. */
export interface LocalNetwork {
  readonly url: string
  readonly server: rpc.Server
  readonly passphrase: string
  readonly usdc: Asset
  readonly usdcContractId: string
  close(): Promise<void>
}

export const LEDGER_INTERVAL_MS = 20
export const PASSPHRASE = 'Standalone Network ; February 2017'
const USDC_ISSUER = 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5'

/** Starts a sandbox on a free port, in memory unless a file is given. */
export async function startNetwork(databasePath = ':memory:'): Promise<LocalNetwork> {
  const sandbox: Sandbox = await startSandbox({ port: 0, databasePath, ledgerIntervalMs: LEDGER_INTERVAL_MS })
  const usdc = new Asset('USDC', USDC_ISSUER)
  return {
    url: sandbox.url,
    server: new rpc.Server(`${sandbox.url}/rpc`, { allowHttp: true }),
    passphrase: PASSPHRASE,
    usdc,
    usdcContractId: usdc.contractId(PASSPHRASE),
    close: sandbox.close,
  }
}

/** A folder that is gone after the test. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sandbox-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

const WAIT_MS = 10_000
const POLL_MS = 5

/** Asks again until there is an answer. */
export async function until<Value>(ask: () => Promise<Value | undefined>, what: string): Promise<Value> {
  const deadline = performance.now() + WAIT_MS
  while (performance.now() < deadline) {
    const value = await ask()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`Waited ${WAIT_MS} ms in vain for ${what}`)
}

type Applied = rpc.Api.GetSuccessfulTransactionResponse | rpc.Api.GetFailedTransactionResponse

/** The transaction once it is part of a ledger. */
export function appliedTransaction({ server }: LocalNetwork, hash: string): Promise<Applied> {
  return until(async () => {
    const found = await server.getTransaction(hash)
    return found.status === rpc.Api.GetTransactionStatus.NOT_FOUND ? undefined : found
  }, `transaction ${hash}`)
}

/** Sends and expects it to be taken. */
export async function submit(network: LocalNetwork, transaction: Transaction | FeeBumpTransaction): Promise<Applied> {
  const sent = await network.server.sendTransaction(transaction)
  if (sent.status !== 'PENDING') throw new Error(`${sent.status}: ${JSON.stringify(sent.errorResult?.toJson())}`)
  return appliedTransaction(network, sent.hash)
}

/** Sends and expects a refusal; answers its code. */
export async function refusal(network: LocalNetwork, transaction: Transaction | FeeBumpTransaction): Promise<string> {
  const sent = await network.server.sendTransaction(transaction)
  if (sent.errorResult === undefined) throw new Error(`Expected ERROR but got ${sent.status}`)
  return sent.errorResult.result.type
}

export interface BuildOptions {
  readonly fee?: string
  readonly minTime?: number
  readonly maxTime?: number
  readonly passphrase?: string
  readonly account?: Account
}

/** An unsigned transaction of `source`. */
export async function build(
  network: LocalNetwork,
  source: string,
  operations: readonly xdr.Operation[],
  options: BuildOptions = {},
): Promise<Transaction> {
  const account = options.account ?? (await network.server.getAccount(source))
  const builder = new TransactionBuilder(account, {
    fee: options.fee ?? BASE_FEE,
    networkPassphrase: options.passphrase ?? network.passphrase,
    timebounds: { minTime: options.minTime ?? 0, maxTime: options.maxTime ?? 0 },
  })
  for (const operation of operations) builder.addOperation(operation)
  return builder.build()
}

/** Builds, signs with the source's key, sends and waits. */
export async function run(network: LocalNetwork, source: Keypair, ...operations: xdr.Operation[]): Promise<Applied> {
  const transaction = await build(network, source.publicKey(), operations)
  transaction.sign(source)
  return submit(network, transaction)
}

/** A new account with 10,000 XLM. */
export async function fundedAccount({ server }: LocalNetwork): Promise<Keypair> {
  const keypair = Keypair.random()
  await server.fundAddress(keypair.publicKey())
  return keypair
}

/** A new account that holds USDC. */
export async function usdcHolder(network: LocalNetwork, amount?: string): Promise<Keypair> {
  const keypair = await fundedAccount(network)
  await run(network, keypair, Operation.changeTrust({ asset: network.usdc }))
  if (amount !== undefined) {
    const paid = await faucet(network, keypair.publicKey(), amount)
    if (paid.status !== 200) throw new Error(`Faucet answered ${paid.status}: ${JSON.stringify(paid.body)}`)
  }
  return keypair
}

/** Asks the faucet for USDC. */
export async function faucet(
  network: LocalNetwork,
  address: string,
  amount: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${network.url}/faucet`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address, amount }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** USDC of an account or contract, in stroops. */
export async function usdcBalance(network: LocalNetwork, holder: string): Promise<string | undefined> {
  const { balanceEntry } = await network.server.getAssetBalance(holder, network.usdc, network.passphrase)
  return balanceEntry?.amount
}

/** How each operation of a failed transaction ended. */
export function operationCodes(applied: Applied): string[] {
  const { result } = applied.resultXdr
  const outcome = 'innerResultPair' in result ? result.innerResultPair.result.result : result
  if (!('results' in outcome)) return [outcome.type]
  return outcome.results.map((operation) => (operation.type === 'opInner' ? operation.tr.value.type : operation.type))
}
