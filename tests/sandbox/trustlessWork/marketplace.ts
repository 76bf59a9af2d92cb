import {
  Asset,
  BASE_FEE,
  FeeBumpTransaction,
  Keypair,
  Operation,
  rpc,
  type Transaction,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk'

export type Answer = { readonly status: number; readonly body: unknown }

/** What a marketplace does on a network: open wallets, call the API, sign and submit what it gets back. */
export type Marketplace = {
  readonly server: rpc.Server
  readonly openWallet: () => Promise<Keypair>
  readonly payUsdc: (address: string, amount: string) => Promise<void>
  readonly usdcBalance: (address: string) => Promise<bigint>
  readonly api: (method: string, path: string, body?: unknown) => Promise<Answer>
  /** Asks the API for a transaction; fails when the answer is not an unsigned transaction. */
  readonly buildXdr: (method: string, path: string, body: unknown) => Promise<Transaction>
  /** Signs and submits through RPC, waits for the ledger and gives the hash and the return value. */
  readonly submit: (transaction: Transaction, ...signers: Keypair[]) => Promise<SubmitResult>
}

export type SubmitResult = { readonly hash: string; readonly returned: xdr.ScVal | undefined }

export type Network = {
  readonly url: string
  readonly passphrase: string
  readonly usdcIssuer: string
  /** Where the API answers; by default it is the sandbox's own. */
  readonly apiUrl?: string
}

const POLL_INTERVAL_MS = 10
const MAX_POLLS = 1_000

export function openMarketplace(network: Network): Marketplace {
  const { url, passphrase, usdcIssuer, apiUrl = `${url}/trustless-work` } = network
  const server = new rpc.Server(`${url}/rpc`, { allowHttp: true })
  const usdc = new Asset('USDC', usdcIssuer)

  async function submit(transaction: Transaction, ...signers: Keypair[]): Promise<SubmitResult> {
    transaction.sign(...signers)
    const sent = await server.sendTransaction(transaction)
    if (sent.status !== 'PENDING') throw new Error(`submission answered ${sent.status}: ${JSON.stringify(sent)}`)
    const found = await server.pollTransaction(sent.hash, {
      attempts: MAX_POLLS,
      sleepStrategy: () => POLL_INTERVAL_MS,
    })
    if (found.status !== 'SUCCESS') throw new Error(`transaction ${sent.hash} ended as ${found.status}`)
    return { hash: sent.hash, returned: found.returnValue }
  }

  async function openWallet(): Promise<Keypair> {
    const wallet = Keypair.random()
    const funded = await fetch(`${url}/friendbot?addr=${wallet.publicKey()}`)
    if (!funded.ok) throw new Error(`friendbot answered ${funded.status}: ${await funded.text()}`)
    const account = await server.getAccount(wallet.publicKey())
    const trust = new TransactionBuilder(account, { fee: BASE_FEE, networkPassphrase: passphrase })
      .addOperation(Operation.changeTrust({ asset: usdc }))
      .setTimeout(60)
      .build()
    await submit(trust, wallet)
    return wallet
  }

  async function api(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-api-key': 'sandbox' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }

  return {
    server,
    openWallet,
    api,
    submit,
    payUsdc: async (address, amount) => {
      const response = await fetch(`${url}/faucet`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ address, amount }),
      })
      if (!response.ok) throw new Error(`the faucet answered ${response.status}: ${await response.text()}`)
    },
    usdcBalance: async (address) => {
      const { balanceEntry } = await server.getAssetBalance(address, usdc, passphrase)
      return balanceEntry === undefined ? 0n : BigInt(balanceEntry.amount)
    },
    buildXdr: async (method, path, body) => {
      const answer = await api(method, path, body)
      const { unsignedTransaction } = answer.body as { unsignedTransaction?: unknown }
      if (answer.status !== 201 || typeof unsignedTransaction !== 'string') {
        throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
      }
      const transaction = TransactionBuilder.fromXDR(unsignedTransaction, passphrase)
      if (transaction instanceof FeeBumpTransaction) throw new Error('a fee bump was not expected')
      return transaction
    },
  }
}
