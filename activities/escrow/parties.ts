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

/** Throws where a wallet cannot hold USDC yet: the step then waits, and says for whom. */
export type ReadyParties = (terms: OrderTerms) => Promise<Parties>

/** A few megabytes of ids and addresses. */
const REMEMBERED_USERS = 20_000

/**
 * Finds the parties of an order, and remembers the addresses of those that were ready: the database refuses to change an
 * owner or an address, or to take back that a wallet is ready (wallets_owner_stays). Every chain step asks for them.
 */
export function createReadyParties({ db, treasuryAddress, resolverAddress }: Platform): ReadyParties {
  const known = new Map<UserId, string>()
  const between = (buyer: string, seller: string): Parties => ({
    buyer,
    seller,
    treasury: treasuryAddress,
    resolver: resolverAddress,
  })
  return async ({ buyerId, sellerId }) => {
    const [knownBuyer, knownSeller] = [known.get(buyerId), known.get(sellerId)]
    if (knownBuyer !== undefined && knownSeller !== undefined) return between(knownBuyer, knownSeller)
    // Both are read: one that is known now may have made room for somebody else when the answer comes.
    const wallets = await walletsOfUsers(db, [buyerId, sellerId])
    const buyer = readyAddress(wallets.get(buyerId), 'buyer', buyerId)
    const seller = readyAddress(wallets.get(sellerId), 'seller', sellerId)
    remember(known, buyerId, buyer)
    remember(known, sellerId, seller)
    return between(buyer, seller)
  }
}

function remember(known: Map<UserId, string>, userId: UserId, address: string): void {
  known.set(userId, address)
  const [oldest] = known.keys()
  if (known.size > REMEMBERED_USERS && oldest !== undefined) known.delete(oldest)
}

const WALLET_RECHECK = '1 second'

/** The address of a wallet that can hold USDC; throws, to be tried again, while it cannot. */
export function readyAddress(wallet: UserWallet | undefined, role: string, userId: UserId): string {
  invariant(wallet, `User ${userId}, the ${role}, has no wallet`)
  if (wallet.status === 'READY') return wallet.address
  throw ApplicationFailure.create({
    type: 'WalletNotReady',
    message: `The wallet of the ${role} ${userId} is still being created on Stellar.`,
    nextRetryDelay: WALLET_RECHECK,
  })
}
