import { afterAll, beforeAll, expect, test } from 'vitest'
import { classifyTransfers } from '../../activities/services/classifyTransfers.ts'
import type { StepEngine } from '../../chain/step/engine.ts'
import { readTransfers } from '../../chain/transfers/read.ts'
import { createStepStore } from '../../db/chainSteps/postgresStepStore.ts'
import type { Database } from '../../db/connect.ts'
import { createUser } from '../../db/users/createUser.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import type { UserId } from '../../domain/ids.ts'
import { withdrawalStepKey } from '../../domain/withdrawal/terms.ts'
import { fundedEscrow, newOrder } from '../chain/support/order.ts'
import { openReceiver } from '../chain/support/receiver.ts'
import { context, startChain, type TestChain } from '../chain/support/startChain.ts'
import { deploy, giveMoney, requested, reservedOrder, someTerms, someWithdrawal, usdc } from '../setup/books.ts'
import { createTestDatabase, type TestDatabase } from '../setup/postgres.ts'

let chain: TestChain
let database: TestDatabase
let db: Database
beforeAll(async () => {
  ;[chain, database] = await Promise.all([startChain(), createTestDatabase()])
  db = database.db
})
afterAll(() => Promise.all([chain?.close(), database?.close()]))

/** Makes an address of the test chain the wallet of a user. */
async function userAt(address: string): Promise<UserId> {
  await insertSpareWallets(db, [{ address, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
  const created = await createUser(db, { externalUserId: `ext-${address}`, email: null, type: 'BOTH' })
  return 'noWallet' in created ? expect.fail('no wallet') : created.user.id
}

/** One USDC out of the user's wallet, asked for and signed as the ledger wants it. */
async function withdrawTo(destination: string, userId: UserId, wallet: string, engine: StepEngine): Promise<void> {
  await giveMoney(db, userId, usdc(1))
  const { terms } = await requested(db, someWithdrawal(userId, usdc(1), { destination }))
  const { withdrawalId, amountStroops } = terms
  const intent = { kind: 'withdraw', withdrawalId, wallet, destination, amountStroops, memo: null } as const
  await engine.finish(withdrawalStepKey(withdrawalId), intent, null, context())
}

test('every move that the step engine makes has an explanation, fee bumps and all', async () => {
  const treasuryAddress = chain.signers.platform.treasury.publicKey()
  await chain.faucet(treasuryAddress, '10.00')
  const order = await newOrder(chain)
  const [buyer, seller] = [await userAt(order.buyer), await userAt(order.seller)]
  const engine = chain.engine({ store: createStepStore(db) })
  const contractId = await fundedEscrow(engine, order)
  await engine.finish(
    'approve',
    { kind: 'approveMilestone', contract: 'single', contractId, approver: order.buyer, milestoneIndex: 0 },
    null,
    context(),
  )
  await engine.finish('release', { kind: 'release', contractId, releaseSigner: order.buyer }, null, context())
  const payments = [{ address: order.seller, amountStroops: '2400000' }]
  await engine.finish('topUp', { kind: 'topUp', payments }, null, context())
  // The ledger knows the contract as soon as its deployment is prepared.
  await giveMoney(db, buyer, usdc(80))
  await deploy(db, await reservedOrder(db, someTerms(buyer, seller, usdc(80))), contractId)

  const receiver = await openReceiver(chain)
  await withdrawTo(receiver.muxed('7'), seller, order.seller, engine)

  const { transfers } = await readTransfers(chain.rpc, chain.config, { cursor: null, limit: 100 })
  const classified = await classifyTransfers({ db, treasuryAddress }, transfers)

  expect(classified.map(({ to, verdict }) => [to, verdict])).toEqual([
    [treasuryAddress, 'treasury_funding'],
    [order.buyer, 'deposit'],
    [contractId, 'own_escrow'],
    [chain.config.protocolFeeAddress, 'own_escrow'],
    [order.seller, 'own_escrow'],
    [order.seller, 'top_up'],
    [receiver.address, 'outgoing'],
  ])
})
