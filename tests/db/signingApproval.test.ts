import { Keypair } from '@stellar/stellar-sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSigningApproval, type SigningApproval } from '../../activities/step/approveSigning.ts'
import type { ChainIntent } from '../../chain/intent.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import { claimDueTopUps } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { markWalletsReady } from '../../db/wallets/markWalletsReady.ts'
import { giveMoney, releasedOrder, someProof, someTerms, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import { DISPUTE_CASES } from './approvals/disputeCases.ts'
import { ESCROW_CASES } from './approvals/escrowCases.ts'
import { RELEASE_CASES } from './approvals/releaseCases.ts'
import {
  PARTS,
  person,
  RESOLVER,
  type Scene,
  type Setting,
  STRANGER,
  stage,
  storeResolution,
  TREASURY,
} from './approvals/scene.ts'

const { db } = await useTestDatabase()
let approve: SigningApproval

beforeAll(async () => {
  approve = createSigningApproval({ db, treasuryAddress: TREASURY, resolverAddress: RESOLVER })
})

const CASES = [...ESCROW_CASES, ...RELEASE_CASES, ...DISPUTE_CASES]

async function ask({ orderId }: Pick<Scene, 'orderId'>, intent: object, stepKey = `${orderId}:step`): Promise<void> {
  await approve({ stepKey, intent: intent as ChainIntent, orderId })
}

async function refusalOf(run: Promise<void>): Promise<string> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ChainStepError)
  const { verdict, message } = error as ChainStepError
  expect(verdict).toBe('ask_human')
  return message
}

describe.each(CASES.map((each) => [each.title, each] as const))(
  '%s',
  (_, { setting, intent, deviations, otherwise }) => {
    test('is signed when the ledger says the same', async () => {
      const scene = await stage(db, setting)
      await expect(ask(scene, intent(scene))).resolves.toBeUndefined()
    })

    test.each(deviations.map((deviation) => [deviation[0], deviation] as const))(
      'is refused when the step names %s, and says what the ledger has',
      async (_told, [, change, about]) => {
        const scene = await stage(db, setting)
        const message = await refusalOf(ask(scene, { ...intent(scene), ...change(scene) }))
        expect(message).toMatch(about)
        expect(message).toContain(`${scene.orderId}:step was not signed`)
      },
    )

    test.each(otherwise)('is refused when %s', async (_told, more) => {
      const scene = await stage(db, { ...setting, ...more })
      await refusalOf(ask(scene, intent(scene)))
    })

    test('is refused for an order that does not exist, and for no order at all', async () => {
      const scene = await stage(db, setting)
      const step = intent(scene)
      // A contract leads to its order by itself.
      if (step.kind === 'extendLifetime') return
      expect(await refusalOf(ask({ orderId: 'ord_nobody' }, step))).toContain('no order ord_nobody')
      await refusalOf(approve({ stepKey: 'step', intent: step, orderId: null }))
    })
  },
)

describe('milestones that are resolved one after the other', () => {
  const setting: Setting = {
    status: 'DISPUTED',
    escrowStatus: 'DISPUTED',
    milestones: ['RESOLVING', 'RESOLVING'],
    dispute: { openedBy: 'BUYER', decision: { release: '250000000', refund: '250000000' } },
  }
  const second = ({ contractId }: Scene, distributions: object[]) => ({
    kind: 'resolveMilestone',
    contractId,
    milestoneIndex: 1,
    disputeResolver: RESOLVER,
    distributions,
  })

  test('come to what was decided together, not to more for either side', async () => {
    const scene = await stage(db, setting)
    await storeResolution(db, scene, 0, [{ address: scene.seller, amountStroops: PARTS[0] }])
    const rest = [
      { address: scene.seller, amountStroops: '50000000' },
      { address: scene.buyer, amountStroops: '250000000' },
    ]
    await ask(scene, second(scene, rest))
    const other = [
      { address: scene.seller, amountStroops: '60000000' },
      { address: scene.buyer, amountStroops: '240000000' },
    ]
    expect(await refusalOf(ask(scene, second(scene, other)))).toContain('260000000')
  })

  test('do not count what the very step signed before: a dead envelope is replaced by one like it', async () => {
    const scene = await stage(db, setting)
    const first = [{ address: scene.seller, amountStroops: PARTS[0] }]
    await storeResolution(db, scene, 0, first)
    await ask(scene, { ...second(scene, first), milestoneIndex: 0 }, `${scene.orderId}:resolve:0`)
  })
})

describe("the platform's own steps", () => {
  test('create wallets that are ours and not on chain yet, and no others', async () => {
    const { address } = await person(db)
    const wallets = (...addresses: string[]) =>
      approve({ stepKey: 'wallets:x', intent: { kind: 'createWallets', addresses }, orderId: null })
    await wallets(address)
    expect(await refusalOf(wallets(address, STRANGER))).toContain(`no wallet ${STRANGER}`)
    await refusalOf(wallets())
    await markWalletsReady(db, { addresses: [address], transactionHash: 'h', ledger: 5 })
    expect(await refusalOf(wallets(address))).toContain('READY')
  })

  test('create spare wallets as well', async () => {
    const address = Keypair.random().publicKey()
    await insertSpareWallets(db, [{ address, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
    await approve({ stepKey: 'wallets:y', intent: { kind: 'createWallets', addresses: [address] }, orderId: null })
  })

  test('top up exactly the members of a claimed batch, once', async () => {
    const [buyer, seller] = [await person(db), await person(db)]
    await giveMoney(db, buyer.userId, usdc(160))
    for (const amount of [usdc(80), usdc(80)]) await releasedOrder(db, someTerms(buyer.userId, seller.userId, amount))
    const pay = (stepKey: string, payments: object[]) =>
      approve({ stepKey, intent: { kind: 'topUp', payments } as ChainIntent, orderId: null })
    const [fee, both] = [{ address: seller.address, amountStroops: '2400000' }, '4800000']
    expect(await refusalOf(pay('topUp:nothing', [fee, fee]))).toContain('no batch of top-ups nothing')
    const batch = await claimDueTopUps(db, 50)
    const stepKey = `topUp:${batch?.batchKey}`
    await pay(stepKey, [fee, fee])
    await pay(stepKey, [{ ...fee, amountStroops: both }])
    expect(await refusalOf(pay(stepKey, [fee]))).toContain(`${both} stroops are due`)
    expect(await refusalOf(pay(stepKey, [fee, fee, { ...fee, address: STRANGER }]))).toContain(STRANGER)
    expect(await refusalOf(pay(stepKey, []))).toContain('due')
    await refusalOf(pay('something else', [fee, fee]))
    await markTopUpsPaid(db, batch?.batchKey ?? '', someProof())
    await refusalOf(pay(stepKey, [fee, fee]))
  })

  test('open the trustline of the treasury', async () => {
    await approve({ stepKey: 'platform', intent: { kind: 'trustTreasury' }, orderId: null })
  })
})

test('a kind of step that nobody knows is refused', async () => {
  const scene = await stage(db, { status: 'IN_PROGRESS', escrowStatus: 'FUNDED' })
  expect(await refusalOf(ask(scene, { kind: 'emptyTheTreasury' }))).toContain('emptyTheTreasury')
})
