import { Operation } from '@stellar/stellar-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { numberEvents } from '../../db/events/number.ts'
import { post } from '../../db/ledger/post.ts'
import { newId } from '../../db/newId.ts'
import type { FindingKind } from '../../domain/audit/finding.ts'
import { escrow, suspense, treasury, userAvailable, wallet } from '../../domain/ledger/accounts.ts'
import { type Entry, type Posting, posting } from '../../domain/ledger/posting.ts'
import { stroops } from '../../domain/money.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { newPerson, type Person, pay, stranger } from '../deposits/support/depositWorld.ts'
import { createdOrder, deploy, reservedOrder, someCommand, someTerms, take, usdc } from '../setup/books.ts'
import {
  type AuditWorld,
  applied,
  findingsOf,
  goAround,
  ledgerNow,
  lookThrough,
  lookUntil,
  openFindings,
  signedBy,
  someContract,
  startAuditWorld,
  untilAlarmed,
  untilResolved,
} from './support/auditWorld.ts'
import { type Sides, seeFinding } from './support/seeFinding.ts'

// One stroop goes astray in every place that there is. Each is found, raises one alarm when it is older than two ledgers
// and not before, and is resolved when both sides are equal again.

let world: AuditWorld
let ann: Person
beforeAll(async () => {
  world = await startAuditWorld({ patience: { unbookedMs: 0 } })
  ann = await newPerson(world)
  await pay(world, await stranger(world, '1000'), ann.address, '1000')
  await pay(world, await stranger(world), world.treasury.publicKey(), '100')
  await lookUntil(world, async () => ((await balanceOf(wallet(ann.userId).name)) === usdc(1_000) ? true : undefined))
})
afterAll(() => world?.stop())
afterEach(async () => {
  expect((await openFindings(world)).map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([])
})

async function balanceOf(name: string): Promise<bigint | undefined> {
  const [row] = await world.db.sql<{ balance: bigint }[]>`select balance from ledger_accounts where name = ${name}`
  return row?.balance
}

let keys = 0
async function postRaw(draft: Omit<Posting, 'key' | 'proof'>): Promise<void> {
  const proof = { transactionHash: `made up ${++keys}`, ledger: await ledgerNow(world) }
  await post(world.db.sql, posting({ ...draft, key: `made-up:${keys}`, proof }))
}

const line = (account: Entry['account'], amount: bigint): Entry => ({ account, amount: stroops(amount) })
const flipped = (entries: readonly Entry[]): Entry[] => entries.map(({ account, amount }) => line(account, -amount))

const seeThrough = (kind: FindingKind, subject: string, sides: Sides, repair: () => Promise<unknown>) =>
  seeFinding(world, { kind, subject, sides }, repair)

test('before anything goes astray, nothing is found', async () => {
  await lookThrough(world, 5)
  expect(await world.db.sql`select * from audit_findings`).toEqual([])
})

describe('one stroop between ledger and chain is found', () => {
  test('in a wallet that has paid it to somebody, with the transfer that nobody can explain', async () => {
    const thief = await stranger(world)
    const steal = Operation.payment({ destination: thief.publicKey(), asset: world.network.usdc, amount: '0.0000001' })
    const proof = await applied(world, await signedBy(world, ann.wallet, steal))
    const account = wallet(ann.userId).name
    const [transfer] = await lookUntil(world, async () => {
      const rows = await world.db.sql<{ eventId: string }[]>`
        select event_id as "eventId" from chain_transfers where transaction_hash = ${proof.transactionHash}`
      return rows.length > 0 ? rows : undefined
    })
    const book = () =>
      post(world.db.sql, {
        key: `by-hand:${proof.transactionHash}`,
        kind: 'deposit',
        userId: ann.userId,
        proof,
        entries: [line(userAvailable(ann.userId), 1n), line(wallet(ann.userId), -1n)],
      })
    await seeThrough('ledger_chain', account, { expected: '1000.0000000', actual: '999.9999999' }, async () => {
      const [finding] = await findingsOf(world, 'unexplained_transfer', transfer?.eventId ?? '')
      expect(finding?.actual).toContain(`0.0000001 from ${ann.address} to ${thief.publicKey()}`)
      expect(finding?.actual).toContain(proof.transactionHash)
      expect(finding?.alarmedAt).not.toBeNull()
      await book()
    })
    expect(await untilResolved(world, 'unexplained_transfer', transfer?.eventId ?? '')).toBeDefined()
  })

  test('in an escrow contract', async () => {
    const contractId = someContract()
    await deploy(world.db, await reservedOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5))), contractId)
    const entries = [line(escrow(contractId), 1n), line(suspense, -1n)]
    await postRaw({ kind: 'escrowDust', entries })
    await seeThrough(
      'ledger_chain',
      escrow(contractId).name,
      { expected: '0.0000001', actual: '0.0000000' },
      // The chain catches up: the watcher books what comes in, and that is taken back.
      () => postRaw({ kind: 'escrowDust', entries: flipped(entries) }),
    )
  })

  test('in the treasury', async () => {
    const entries = [line(treasury, -1n), line(suspense, 1n)]
    await postRaw({ kind: 'treasuryFunding', entries })
    const sides = { expected: '99.9999999', actual: '100.0000000' }
    await seeThrough('ledger_chain', 'treasury', sides, () =>
      postRaw({ kind: 'treasuryFunding', entries: flipped(entries) }),
    )
  })
})

describe('one stroop within the books is found', () => {
  test('in an account of an order that does not hold what the state implies', async () => {
    const { terms } = await reservedOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    const account = `order:${terms.orderId}:reserved`
    const entries = [line({ name: account, kind: 'orderReserved' }, 1n), line(userAvailable(ann.userId), -1n)]
    await postRaw({ kind: 'reserve', entries })
    const sides = { expected: '5.0000000', actual: '4.9999999' }
    await seeThrough('order_balances', account, sides, () => postRaw({ kind: 'reserve', entries: flipped(entries) }))
  })

  test('in a balance that is not the sum of its entries', async () => {
    const account = userAvailable(ann.userId).name
    const before = await balanceOf(account)
    const shift = (by: string) =>
      goAround(world, 'ledger_accounts', `update ledger_accounts set balance = balance ${by} where name = '${account}'`)
    await shift('+ 1')
    const sides = { actual: exact((before ?? 0n) + 1n), expected: exact(before ?? 0n) }
    await seeThrough('balance_drift', account, sides, async () => {
      const sum = await untilAlarmed(world, 'ledger_sum', 'balances')
      expect(sum).toMatchObject({ expected: '0.0000000', actual: '-0.0000001' })
      await shift('- 1')
    })
    await untilResolved(world, 'ledger_sum', 'balances')
  })

  test('in a posting that does not sum to zero', async () => {
    const entry = `(select max(id) from ledger_transactions), 99, 'suspense', 1`
    await goAround(world, 'ledger_entries', `insert into ledger_entries values (${entry})`)
    const [last] = await world.db.sql<{ key: string }[]>`
      select posting_key as key from ledger_transactions order by id desc limit 1`
    const sides = { expected: '0.0000000', actual: '0.0000001' }
    await seeThrough('posting_sum', last?.key ?? '', sides, async () => {
      expect(await untilAlarmed(world, 'ledger_sum', 'entries')).toMatchObject(sides)
      await goAround(world, 'ledger_entries', 'delete from ledger_entries where line = 99')
    })
    await untilResolved(world, 'ledger_sum', 'entries')
    await untilResolved(world, 'ledger_sum', 'balances')
  })
})

const exact = (amount: bigint) => `${amount / 10_000_000n}.${String(amount % 10_000_000n).padStart(7, '0')}`

describe('an order that is not where it should be is found', () => {
  const someOrder = () => reservedOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
  const setStatus = (orderId: string, status: string) =>
    goAround(world, 'orders', `update orders set status = '${status}' where id = '${orderId}'`)

  test('when its row names another state than its history and its workflow', async () => {
    const { terms, version } = await someOrder()
    const { orderId } = terms
    world.workflows.says.set(orderId, { running: true, version, status: 'FUNDS_RESERVED', finalStatus: null })
    await setStatus(orderId, 'ESCROW_CREATING')
    const sides = { expected: 'ESCROW_CREATING, version 2', actual: 'FUNDS_RESERVED, version 2' }
    await seeThrough('order_workflow', orderId, sides, async () => {
      expect(await findingsOf(world, 'order_history', orderId)).toMatchObject([
        { expected: 'FUNDS_RESERVED, where the history ends', actual: 'ESCROW_CREATING' },
      ])
      await setStatus(orderId, 'FUNDS_RESERVED')
    })
    await untilResolved(world, 'order_history', orderId)
    world.workflows.says.delete(orderId)
  })

  test('when its row is open and its workflow is gone', async () => {
    const { terms } = await someOrder()
    world.workflows.says.set(terms.orderId, { running: false, ended: 'TERMINATED' })
    const sides = {
      expected: 'a running workflow (row FUNDS_RESERVED, version 2)',
      actual: 'workflow TERMINATED',
    }
    await seeThrough('order_workflow', terms.orderId, sides, async () => world.workflows.says.delete(terms.orderId))
  })

  test('when its row is closed and its workflow runs in another state', async () => {
    const created = await createdOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    const { terms, version } = await take(world.db, cancel(created, { kind: 'cancel', commandId: someCommand() }))
    world.workflows.says.set(terms.orderId, { running: true, version, status: 'ORDER_CREATED', finalStatus: null })
    const sides = { expected: 'CLOSED (CANCELED), version 2', actual: 'ORDER_CREATED, version 2' }
    await seeThrough('order_workflow', terms.orderId, sides, async () => world.workflows.says.delete(terms.orderId))
  })

  test('when a workflow has been behind its row for too long, but not while it may catch up', async () => {
    const patience = { workflowMs: 300 }
    const patient = await startAuditWorld({ patience })
    try {
      const bob = await newPerson(patient)
      const { terms } = await createdOrder(patient.db, someTerms(bob.userId, bob.userId, usdc(5)))
      patient.workflows.says.set(terms.orderId, { running: true, version: 0, status: 'STARTING', finalStatus: null })
      const beganAtMs = Date.now()
      const found = await untilAlarmed(patient, 'order_workflow', terms.orderId)
      expect(Date.parse(found.firstSeenAt) - beganAtMs).toBeGreaterThanOrEqual(patience.workflowMs)
      expect(found).toMatchObject({ expected: 'ORDER_CREATED, version 1', actual: 'STARTING, version 0' })
    } finally {
      await patient.stop()
    }
  })

  test('when its workflow gives no answer for too long', async () => {
    const impatient = await startAuditWorld({ patience: { workflowMs: 0 } })
    try {
      const bob = await newPerson(impatient)
      const { terms } = await createdOrder(impatient.db, someTerms(bob.userId, bob.userId, usdc(5)))
      const { says } = impatient.workflows
      says.set(terms.orderId, { running: true, version: 0, status: 'STARTING', finalStatus: null })
      await lookUntil(impatient, async () => (impatient.workflows.asked > 0 ? true : undefined))
      says.set(terms.orderId, { running: true, problem: 'it fails its tasks' })
      const found = await untilAlarmed(impatient, 'order_workflow', terms.orderId)
      expect(found).toMatchObject({ expected: 'an answer', actual: 'no answer: it fails its tasks' })
    } finally {
      await impatient.stop()
    }
  })
})

describe('an order whose events do not tell its story is found', () => {
  /** Writes an event about an order without the change that it tells of. */
  const tell = (orderId: string, type: string, version: number, status: string) =>
    world.db.sql`
      insert into events (event_id, event_type, aggregate_id, aggregate_type, order_id, payload, metadata)
      values (${newId('event')}, ${type}, ${orderId}, 'order', ${orderId},
        ${JSON.stringify({ orderId, status })}::text::jsonb, ${JSON.stringify({ orderId, version })}::text::jsonb)`

  const takeBack = (orderId: string, type: string) =>
    world.db.sql`delete from events where order_id = ${orderId} and event_type = ${type}`

  test('when one is missing', async () => {
    const { terms } = await reservedOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    await takeBack(terms.orderId, 'order.funds_reserved')
    const sides = { expected: 'order.funds_reserved at version 2', actual: 'no other events' }
    await seeThrough('order_events', terms.orderId, sides, () =>
      tell(terms.orderId, 'order.funds_reserved', 2, 'FUNDS_RESERVED'),
    )
  })

  test('when one tells of a state that the order never had', async () => {
    const { terms } = await createdOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    await tell(terms.orderId, 'order.in_progress', 1, 'IN_PROGRESS')
    const sides = { expected: 'no other events', actual: 'order.in_progress at version 1' }
    await seeThrough('order_events', terms.orderId, sides, () => takeBack(terms.orderId, 'order.in_progress'))
  })

  test('when one names another state than its own', async () => {
    const { terms } = await createdOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    const rename = (status: string) =>
      goAround(
        world,
        'events',
        `update events set payload = payload || '{"status": "${status}"}' where order_id = '${terms.orderId}'`,
      )
    await rename('CLOSED')
    const sides = { expected: 'no other events', actual: 'order.created at version 1' }
    await seeThrough('order_events', terms.orderId, sides, () => rename('ORDER_CREATED'))
  })

  test('when a number is missing in the order of all events', async () => {
    await createdOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    await numberEvents(world.db)
    const [gone] = await world.db.sql<{ sequence: bigint; eventId: string }[]>`
      select sequence, event_id as "eventId" from events where event_type = 'wallet.ready' order by sequence limit 1`
    // Somebody takes an event away: here by its number, so that it can be put back.
    const renumber = (to: string) =>
      goAround(world, 'events', `update events set sequence = ${to} where event_id = '${gone?.eventId}'`)
    await createdOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    await numberEvents(world.db)
    await renumber('null')
    const sides = { expected: 'an event with this number', actual: 'none' }
    await seeThrough('event_sequence', `${gone?.sequence}`, sides, () => renumber(`${gone?.sequence}`))
  })
})

describe('a history that the state machine does not know is found', () => {
  const rewrite = (orderId: string, version: number, set: string) =>
    goAround(
      world,
      'order_changes',
      `update order_changes set ${set} where order_id = '${orderId}' and version = ${version}`,
    )

  test('when a state follows that may not follow', async () => {
    const { terms } = await reservedOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    await rewrite(terms.orderId, 2, `statuses = '{IN_PROGRESS,FUNDS_RESERVED}'`)
    const sides = { expected: 'a state that may follow ORDER_CREATED', actual: 'IN_PROGRESS after ORDER_CREATED' }
    await seeThrough('order_history', terms.orderId, sides, () =>
      rewrite(terms.orderId, 2, `statuses = '{FUNDS_RESERVED}'`),
    )
    await untilResolved(world, 'order_events', terms.orderId)
  })

  test('when a version is missing', async () => {
    const { terms } = await reservedOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    await rewrite(terms.orderId, 1, 'version = 7')
    const sides = { expected: 'version 1', actual: 'version 2' }
    await seeThrough('order_history', terms.orderId, sides, () => rewrite(terms.orderId, 7, 'version = 1'))
    await untilResolved(world, 'order_events', terms.orderId)
  })
})

describe('what has been left lying is found', () => {
  test('when the treasury has owed a wallet something for too long, until it is paid', async () => {
    const { terms } = await createdOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    const owe = (ago: string) => world.db.sql`
      insert into top_ups (order_id, user_id, amount_stroops, created_at)
      values (${terms.orderId}, ${ann.userId}, 1, now() - ${ago}::text::interval)`
    await owe('11 minutes')
    const subject = `${terms.orderId}:${ann.userId}`
    const sides = { expected: 'paid', actual: `0.0000001 from treasury to wallet:${ann.userId}` }
    await seeThrough(
      'top_up_overdue',
      subject,
      sides,
      () => world.db.sql`
        update top_ups set status = 'PAID', batch_key = ${subject}, transaction_hash = 'made up', ledger = 1
        where order_id = ${terms.orderId}`,
    )
  })

  test('when the watcher of transfers has stopped', async () => {
    const stopped = await startAuditWorld({ patience: { watcherMs: 200 } })
    try {
      await newPerson(stopped)
      await stopped.watcher.stop()
      const found = await untilAlarmed(stopped, 'watcher_behind', 'usdc')
      expect(Number(/\d+/.exec(found.expected)?.[0]) - Number(/\d+/.exec(found.actual)?.[0])).toBeGreaterThan(12)
    } finally {
      await stopped.stop()
    }
  })
})
