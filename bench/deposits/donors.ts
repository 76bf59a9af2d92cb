import { Account, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import { readAccounts } from '../../chain/accounts.ts'
import { usdcAsset } from '../../chain/network.ts'
import type { ChainRpc } from '../../chain/rpc/client.ts'
import { until } from '../../cli/demo/until.ts'
import { inBatches } from '../figures/inBatches.ts'
import { payFromFaucet } from '../stage/people.ts'

/** What a network takes of one transaction. */
export const PAYMENTS_PER_TRANSACTION = 100

export type Network = {
  readonly rpc: ChainRpc
  readonly chain: { readonly passphrase: string; readonly usdcIssuer: string }
  readonly faucetUrl: string
}
export type Envelope = { readonly hash: string; readonly xdr: string }

const RICHES = '1000000.00'
const AMOUNT = '0.0100000'
const FEE_STROOPS = '1000'
const VALIDITY_SECONDS = 600
const APPLY_LIMIT_MS = 60_000

/** Strangers with USDC, and the transactions by which each pays our wallets, a hundred at a time. */
export async function prepareDonations(
  network: Network,
  donors: number,
  recipients: readonly string[],
  transactionsEach: number,
): Promise<Envelope[][]> {
  const keys = Array.from({ length: donors }, () => Keypair.random())
  return await inBatches(keys, donors, async (donor) => {
    const account = await fundDonor(network, donor)
    return Array.from({ length: transactionsEach }, () => {
      const payments = Array.from({ length: PAYMENTS_PER_TRANSACTION }, (_, index) =>
        Operation.payment({
          destination: recipients[index % recipients.length] ?? '',
          asset: usdcAsset(network.chain),
          amount: AMOUNT,
        }),
      )
      return sign(network, account, donor, payments)
    })
  })
}

/** Sends one after the other, each when the one before is on the ledger: an account has one transaction in a ledger. */
export async function donate({ rpc }: Network, envelopes: readonly Envelope[]): Promise<void> {
  for (const { xdr, hash } of envelopes) {
    const { status } = await rpc.sendTransaction(xdr)
    if (status !== 'PENDING') throw new Error(`A donation was answered ${status}`)
    await until(APPLY_LIMIT_MS, 'a donation to be on the ledger', async () => {
      const answer = await rpc.getTransaction(hash)
      if (answer.status === 'FAILED') throw new Error(`Donation ${hash} failed: ${answer.resultXdr}`)
      return answer.status === 'SUCCESS'
    })
  }
}

async function fundDonor(network: Network, donor: Keypair): Promise<Account> {
  const address = donor.publicKey()
  const friendbot = network.faucetUrl.replace(/\/faucet$/, '/friendbot')
  const answer = await fetch(`${friendbot}?addr=${address}`)
  if (!answer.ok) throw new Error(`Friendbot answered ${answer.status}: ${await answer.text()}`)
  const { states } = await readAccounts(network.rpc, network.chain, [address])
  const account = new Account(address, String(states.get(address)?.sequence ?? 0n))
  await donate(network, [sign(network, account, donor, [Operation.changeTrust({ asset: usdcAsset(network.chain) })])])
  await payFromFaucet(network.faucetUrl, address, RICHES)
  return account
}

function sign(
  { chain }: Network,
  source: Account,
  signer: Keypair,
  operations: ReturnType<typeof Operation.payment>[],
): Envelope {
  const builder = new TransactionBuilder(source, {
    fee: FEE_STROOPS,
    networkPassphrase: chain.passphrase,
    timebounds: { minTime: 0, maxTime: Math.floor(Date.now() / 1_000) + VALIDITY_SECONDS },
  })
  for (const operation of operations) builder.addOperation(operation)
  const transaction = builder.build()
  transaction.sign(signer)
  return { hash: Buffer.from(transaction.hash()).toString('hex'), xdr: transaction.toXdr() }
}
