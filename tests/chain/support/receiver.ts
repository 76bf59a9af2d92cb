import { BASE_FEE, Keypair, MuxedAccount, Operation, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import { type ChainConfig, usdcAsset } from '../../../chain/network.ts'
import { ISSUER_SIGNER, USDC_ISSUER } from '../../../sandbox/genesis.ts'
import { openMarketplace } from '../../sandbox/trustlessWork/marketplace.ts'
import { context, type TestChain } from './startChain.ts'

/** Somebody outside the platform who may be paid, and what they do with their account. */
export type Receiver = {
  readonly address: string
  /** The same account with a number of a customer in it. */
  muxed(id: string): string
  do(...operations: readonly xdr.Operation[]): Promise<void>
}

type NetworkOfReceiver = { readonly url: string; readonly config: Pick<ChainConfig, 'passphrase' | 'usdcIssuer'> }

/** An account with XLM; with a USDC trustline unless told otherwise. */
export async function openReceiver(chain: NetworkOfReceiver, { trustline = true } = {}): Promise<Receiver> {
  const { url, config } = chain
  const market = openMarketplace({ url, passphrase: config.passphrase, usdcIssuer: config.usdcIssuer })
  const key = Keypair.random()
  const address = key.publicKey()
  await fetch(`${url}/friendbot?addr=${address}`)
  const receiver: Receiver = {
    address,
    muxed: (id) => new MuxedAccount(accountAt(address), id).accountId(),
    async do(...operations) {
      const account = await market.server.getAccount(address)
      const draft = new TransactionBuilder(account, { fee: BASE_FEE, networkPassphrase: config.passphrase })
      for (const operation of operations) draft.addOperation(operation)
      await market.submit(draft.setTimeout(60).build(), key, ...signersOf(operations))
    },
  }
  if (trustline) await receiver.do(Operation.changeTrust({ asset: usdcAsset(config) }))
  return receiver
}

/** What the issuer does to the receiver's trustline. */
export function freeze({ config }: TestChain, trustor: string): xdr.Operation[] {
  const source = USDC_ISSUER
  return [
    // AUTH_REVOCABLE, without which no issuer may freeze.
    Operation.setOptions({ source, setFlags: 2 }),
    Operation.setTrustLineFlags({ source, trustor, asset: usdcAsset(config), flags: { authorized: false } }),
  ]
}

/** A wallet of ours on the ledger, with USDC. */
export async function fundedWallet(chain: TestChain, amount: string): Promise<string> {
  const wallet = chain.newWallet()
  await chain.engine().finish(`wallet-${wallet}`, { kind: 'createWallets', addresses: [wallet] }, null, context())
  await chain.faucet(wallet, amount)
  return wallet
}

function signersOf(operations: readonly xdr.Operation[]): Keypair[] {
  return operations.some(({ sourceAccount }) => sourceAccount !== null) ? [ISSUER_SIGNER] : []
}

function accountAt(address: string) {
  return { accountId: () => address, sequenceNumber: () => '0', incrementSequenceNumber: () => undefined } as never
}
