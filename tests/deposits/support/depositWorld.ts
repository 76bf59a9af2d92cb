import { type Keypair, Operation } from '@stellar/stellar-sdk'
import { compareWithChain } from '../../../activities/audit/compareWithChain.ts'
import { type ChainRpc, createRpc } from '../../../chain/rpc/client.ts'
import type { Database } from '../../../db/connect.ts'
import { accountBalance } from '../../../db/ledger/balances.ts'
import { createUser } from '../../../db/users/createUser.ts'
import { insertSpareWallets } from '../../../db/wallets/insertSpareWallets.ts'
import { markWalletsReady } from '../../../db/wallets/markWalletsReady.ts'
import type { UserId } from '../../../domain/ids.ts'
import { type LocalNetwork, run, startNetwork, usdcHolder } from '../../sandbox/localNetwork.ts'
import { createTestDatabase, type TestDatabase } from '../../setup/postgres.ts'

/** A network and a database, with people whose wallets' keys the test holds. */
export type DepositWorld = {
  readonly network: LocalNetwork
  readonly database: TestDatabase
  readonly db: Database
  readonly rpc: ChainRpc
  readonly chain: { readonly usdcIssuer: string; readonly passphrase: string }
  readonly treasury: Keypair
  close(): Promise<void>
}

export type Person = { readonly userId: UserId; readonly wallet: Keypair; readonly address: string }

export async function startDepositWorld(databasePath?: string): Promise<DepositWorld> {
  const [network, database] = await Promise.all([startNetwork(databasePath), createTestDatabase()])
  const treasury = await usdcHolder(network)
  const chain = { usdcIssuer: network.usdc.getIssuer() ?? '', passphrase: network.passphrase }
  return {
    network,
    database,
    db: database.db,
    rpc: createRpc(`${network.url}/rpc`),
    chain,
    treasury,
    close: async () => {
      await Promise.all([network.close(), database.close()])
    },
  }
}

/** A user whose wallet stands on chain and can hold USDC. */
export async function newPerson(world: DepositWorld): Promise<Person> {
  const wallet = await usdcHolder(world.network)
  return await ownerOf(world, wallet)
}

/** Makes an account on chain the wallet of a new user. */
export async function ownerOf({ db, network }: DepositWorld, wallet: Keypair): Promise<Person> {
  const address = wallet.publicKey()
  await addSpareWallet({ db }, address)
  const created = await createUser(db, { externalUserId: `ext-${address}`, email: null, type: 'BOTH' })
  if ('noWallet' in created) throw new Error('The wallet made for this user was taken by another')
  const { sequence } = await network.server.getLatestLedger()
  await markWalletsReady(db, { addresses: [address], transactionHash: 'made by the test', ledger: sequence })
  return { userId: created.user.id, wallet, address }
}

export async function addSpareWallet({ db }: Pick<DepositWorld, 'db'>, address: string): Promise<void> {
  await insertSpareWallets(db, [{ address, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
}

/** An account of somebody else that holds USDC. */
export function stranger({ network }: DepositWorld, amount = '100'): Promise<Keypair> {
  return usdcHolder(network, amount)
}

export function availableOf({ db }: Pick<DepositWorld, 'db'>, { userId }: Pick<Person, 'userId'>): Promise<bigint> {
  return accountBalance(db, `user:${userId}:available`)
}

export function pay(world: DepositWorld, from: Keypair, to: string, amount: string) {
  const { usdc } = world.network
  return run(world.network, from, Operation.payment({ destination: to, asset: usdc, amount }))
}

/** What was recorded about transfers to an address, oldest first. */
export async function recordedTo({ db }: Pick<DepositWorld, 'db'>, address: string) {
  return await db.sql<{ from: string; amount: bigint; tag: string | null; verdict: string; userId: string | null }[]>`
    select from_address as "from", amount_stroops as amount, to_muxed_id as tag, verdict, user_id as "userId"
    from chain_transfers where to_address = ${address} order by event_id`
}

export async function compareBooks({ db, rpc, chain, treasury }: DepositWorld) {
  return await compareWithChain({ db, rpc, chain, treasuryAddress: treasury.publicKey() })
}
