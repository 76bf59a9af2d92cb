import { ApplicationFailure } from '@temporalio/activity'
import type { Database } from '../../db/connect.ts'
import { type UserWallet, walletsOfUsers } from '../../db/wallets/walletsOfUsers.ts'
import type { UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'

/** The addresses of everybody who has a role in an order's contract. */
export type Parties = {
  readonly buyer: string
  readonly seller: string
  readonly treasury: string
  readonly resolver: string
}

type Platform = { readonly db: Database; readonly treasuryAddress: string; readonly resolverAddress: string }

/** A contract is only built for wallets that can hold USDC; before that the step waits and says for whom. */
export async function readyParties(platform: Platform, terms: OrderTerms): Promise<Parties> {
  const { buyerId, sellerId } = terms
  const wallets = await walletsOfUsers(platform.db, [buyerId, sellerId])
  const buyer = readyAddress(wallets.get(buyerId), 'buyer', buyerId)
  const seller = readyAddress(wallets.get(sellerId), 'seller', sellerId)
  return { buyer, seller, treasury: platform.treasuryAddress, resolver: platform.resolverAddress }
}

const WALLET_RECHECK = '1 second'

function readyAddress(wallet: UserWallet | undefined, role: string, userId: UserId): string {
  invariant(wallet, `User ${userId}, the ${role}, has no wallet`)
  if (wallet.status === 'READY') return wallet.address
  throw ApplicationFailure.create({
    type: 'WalletNotReady',
    message: `The wallet of the ${role} ${userId} is still being created on Stellar.`,
    nextRetryDelay: WALLET_RECHECK,
  })
}
