import { Contract, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { type ChainConfig, usdcContractId } from '../../../chain/network.ts'
import { addressVal, i128Val } from '../../../chain/scval.ts'
import { openMarketplace } from '../../sandbox/trustlessWork/marketplace.ts'

/** Somebody with USDC of his own who has no part in any order. */
export type Stranger = { send(address: string, amountStroops: bigint): Promise<void> }

type NetworkOfStranger = { readonly url: string; readonly config: Pick<ChainConfig, 'passphrase' | 'usdcIssuer'> }

/** A stranger with 10 USDC. */
export async function newStranger(chain: NetworkOfStranger): Promise<Stranger> {
  const { passphrase, usdcIssuer } = chain.config
  const market = openMarketplace({ url: chain.url, passphrase, usdcIssuer })
  const wallet = await market.openWallet()
  await market.payUsdc(wallet.publicKey(), '10.00')
  const usdc = new Contract(usdcContractId(chain.config))
  return {
    async send(address, amountStroops) {
      const args = [addressVal(wallet.publicKey()), addressVal(address), i128Val(amountStroops)]
      const account = await market.server.getAccount(wallet.publicKey())
      const call = new TransactionBuilder(account, { fee: '1000', networkPassphrase: passphrase })
        .addOperation(usdc.call('transfer', ...args))
        .setTimeout(60)
        .build()
      const prepared: Transaction = await market.server.prepareTransaction(call)
      await market.submit(prepared, wallet)
    },
  }
}
