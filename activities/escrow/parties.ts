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
  return async ({ buyerId, sellerId }) => {
    const unknown = [buyerId, sellerId].filter((userId) => !known.has(userId))
    const wallets = unknown.length === 0 ? new Map<UserId, UserWallet>() : await walletsOfUsers(db, unknown)
    const addressOf = (role: string, userId: UserId): string => {
      const address = known.get(userId) ?? readyAddress(wallets.get(userId), role, userId)
      remember(known, userId, address)
      return address
    }
    const [buyer, seller] = [addressOf('buyer', buyerId), addressOf('seller', sellerId)]
    return { buyer, seller, treasury: treasuryAddress, resolver: resolverAddress }
  }
}

function remember(known: Map<UserId, string>, userId: UserId, address: string): void {
  known.set(userId, address)
  const [oldest] = known.keys()
  if (known.size > REMEMBERED_USERS && oldest !== undefined) known.delete(oldest)
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
