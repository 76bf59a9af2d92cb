import { describe, expect, test } from 'vitest'
import { check } from '../../cli/chaos/check/check.ts'
import type { CommandRow, Facts, OrderRow } from '../../cli/chaos/check/facts.ts'
import { type Answer, type Journal, type KeyRecord, openJournal } from '../../cli/chaos/check/record.ts'

const ORDER = 'ord_1'
const DEPOSIT = 1_000_000_000n
const PRICE_CENTS = 5_000
const PRICE = 500_000_000n
const DONE: Answer = { status: 200, code: null, content: '{"id":"ord_1"}' }
const REFUSED: Answer = { status: 409, code: 'INVALID_STATE', content: '{}' }

function sent(kind: KeyRecord['kind'], extra: Partial<KeyRecord> = {}): KeyRecord {
  const path = `/orders/${ORDER}/${kind}`
  const base = { key: `key-${kind}`, kind, path, body: {}, expects: 'SUCCEEDED', orderId: ORDER } as const
  return { ...base, answers: [DONE, DONE], promised: false, outcome: null, attempts: 2, ...extra }
}

type World = { journal: Journal; facts: { -readonly [K in keyof Facts]: Facts[K] } }

/** An order that was paid for and released, as it has to look when all is well. */
function released(): World {
  const kinds = ['create', 'reserve', 'createEscrow', 'fund', 'release'] as const
  const journal: Journal = {
    ...openJournal(),
    keys: kinds.map((kind) => sent(kind)),
    orders: new Map([[ORDER, { orderId: ORDER, buyerId: 'usr_b', sellerId: 'usr_s', amountsCents: [PRICE_CENTS] }]]),
    users: new Set(['usr_b', 'usr_s']),
    payments: [{ userId: 'usr_b', amountStroops: DEPOSIT, certainty: 'paid' }],
  }
  const commands = kinds.map(
    (kind): CommandRow => ({ commandId: `cmd_${kind}`, orderId: ORDER, kind, status: 'SUCCEEDED', code: null }),
  )
  const row: OrderRow = { id: ORDER, status: 'CLOSED', finalStatus: 'RELEASED', buyerId: 'usr_b', version: 9 }
  const facts: Facts = {
    keys: new Map(kinds.map((kind) => [`key-${kind}`, { commandId: `cmd_${kind}`, resourceId: ORDER }])),
    commands,
    orders: [row],
    deposits: [{ userId: 'usr_b', amountStroops: DEPOSIT }],
    balances: new Map([
      ['usr_b', DEPOSIT - PRICE],
      ['usr_s', PRICE],
    ]),
    events: [
      { orderId: ORDER, type: 'order.created', count: 1 },
      { orderId: ORDER, type: 'order.closed', count: 1 },
    ],
    workflows: new Map([[ORDER, { status: 'COMPLETED', order: null }]]),
    services: new Map([['deposits', 'RUNNING']]),
    bookDifferences: [],
  }
  return { journal, facts }
}

/** What is found once something is changed in a world where all is well. */
function findings(change: (world: World) => void): { kind: string; says: string }[] {
  const world = released()
  change(world)
  return check(world.journal, world.facts)
}

function keyOf({ journal }: World, kind: KeyRecord['kind']): KeyRecord {
  const record = journal.keys.find((candidate) => candidate.kind === kind)
  if (!record) throw new Error(`Nobody sent "${kind}"`)
  return record
}

function withStatus(world: World, kind: string, status: CommandRow['status']): void {
  world.facts.commands = world.facts.commands.map((row) => (row.kind === kind ? { ...row, status } : row))
}

describe('the checker', () => {
  test('finds nothing where all is well', () => {
    expect(findings(() => undefined)).toEqual([])
  })

  test('finds a command that was accepted with 202 and never came out', () => {
    const found = findings((world) => {
      const record = keyOf(world, 'release')
      record.answers.length = 0
      record.promised = true
    })
    expect(found).toContainEqual({ kind: 'lost', says: expect.stringContaining('never came out') })
  })

  test('finds a command that is still pending', () => {
    expect(findings((world) => withStatus(world, 'release', 'PENDING'))).toEqual([
      { kind: 'lost', says: expect.stringContaining('still pending') },
    ])
  })

  test('finds a command that succeeded and left no record', () => {
    const found = findings(({ facts }) => {
      facts.commands = facts.commands.filter(({ kind }) => kind !== 'fund')
    })
    expect(found).toEqual([{ kind: 'lost', says: expect.stringContaining('no record') }])
  })

  test('finds a command that came out otherwise than its caller was told', () => {
    expect(findings((world) => withStatus(world, 'release', 'REJECTED'))).toEqual([
      { kind: 'violation', says: expect.stringContaining('was told SUCCEEDED') },
    ])
  })

  test('finds a request that was never answered', () => {
    const found = findings(({ journal }) => {
      journal.keys.push(sent('cancel', { answers: [] }))
    })
    expect(found).toEqual([{ kind: 'violation', says: expect.stringContaining('never answered') }])
  })

  test('finds a key that was answered in two ways', () => {
    const found = findings((world) => keyOf(world, 'release').answers.push({ ...DONE, content: '{"id":"ord_2"}' }))
    expect(found).toEqual([{ kind: 'duplicated', says: expect.stringContaining('with the same key') }])
  })

  test('finds a key that succeeded and then was refused: the repeat was taken for a second command', () => {
    const found = findings((world) => keyOf(world, 'release').answers.push(REFUSED))
    expect(found).toEqual([{ kind: 'duplicated', says: expect.stringContaining('INVALID_STATE') }])
  })

  test('finds a refusal of what should have succeeded', () => {
    const found = findings(({ journal }) => {
      journal.keys.push(sent('cancel', { key: 'key-late', answers: [REFUSED] }))
    })
    expect(found).toEqual([{ kind: 'violation', says: expect.stringContaining('should have as SUCCEEDED') }])
  })

  test('finds a key that is no longer kept', () => {
    const found = findings(({ facts }) => {
      facts.keys = new Map([...facts.keys].filter(([key]) => key !== 'key-reserve'))
    })
    expect(found.map(({ says }) => says).join()).toContain('is not kept')
  })

  test('finds a command that no key stands for', () => {
    const found = findings(({ facts }) => {
      facts.commands = [
        ...facts.commands,
        { commandId: 'cmd_x', orderId: ORDER, kind: 'release', status: 'SUCCEEDED', code: null },
      ]
    })
    expect(found).toEqual([{ kind: 'duplicated', says: expect.stringContaining('cmd_x') }])
  })

  test('finds an order that nobody was told of', () => {
    const found = findings(({ facts }) => {
      facts.orders = [...facts.orders, { ...facts.orders[0], id: 'ord_2' } as OrderRow]
    })
    expect(found).toEqual([{ kind: 'duplicated', says: expect.stringContaining('ord_2') }])
  })

  test('finds an order whose row is gone', () => {
    const found = findings(({ facts }) => {
      facts.orders = []
    })
    expect(found).toEqual([{ kind: 'lost', says: expect.stringContaining('not in the database') }])
  })

  test('finds an order whose row is elsewhere than its commands led it', () => {
    const found = findings(({ facts }) => {
      facts.orders = facts.orders.map((row) => ({ ...row, finalStatus: 'REFUNDED' }))
    })
    expect(found).toEqual([{ kind: 'violation', says: expect.stringContaining('it is CLOSED(RELEASED)') }])
  })

  test('finds an order that ended twice', () => {
    const found = findings(({ journal, facts }) => {
      journal.keys.push(sent('refund'))
      facts.keys = new Map([...facts.keys, ['key-refund', { commandId: 'cmd_refund', resourceId: ORDER }]])
      facts.commands = [
        ...facts.commands,
        { commandId: 'cmd_refund', orderId: ORDER, kind: 'refund', status: 'SUCCEEDED', code: null },
      ]
    })
    expect(found.map(({ says }) => says).join()).toContain('ended more than once: release, refund')
  })

  test('finds a closed order whose workflow still runs, and an open one whose workflow is gone', () => {
    const running = findings(({ facts }) => {
      facts.workflows = new Map([[ORDER, { status: 'RUNNING', order: null }]])
    })
    expect(running).toEqual([{ kind: 'lost', says: expect.stringContaining('is RUNNING') }])
    const gone = findings(({ facts }) => {
      facts.workflows = new Map()
    })
    expect(gone).toEqual([{ kind: 'lost', says: expect.stringContaining('is MISSING') }])
  })

  test('finds a service that has ended', () => {
    const found = findings(({ facts }) => {
      facts.services = new Map([['treasury', 'FAILED']])
    })
    expect(found).toEqual([{ kind: 'lost', says: 'The service "treasury" is FAILED.' }])
  })

  test('finds a workflow that believes something else than the row', () => {
    const found = findings(({ facts }) => {
      const order = { status: 'IN_PROGRESS', version: 6, doing: null, problem: null }
      facts.workflows = new Map([[ORDER, { status: 'COMPLETED', order }]])
    })
    expect(found).toEqual([{ kind: 'violation', says: expect.stringContaining('IN_PROGRESS in version 6') }])
  })

  test('finds an event that was told twice, and one that was not told', () => {
    const found = findings(({ facts }) => {
      facts.events = [{ orderId: ORDER, type: 'order.closed', count: 2 }]
    })
    expect(found).toEqual([
      { kind: 'lost', says: expect.stringContaining('0 events "order.created"') },
      { kind: 'duplicated', says: expect.stringContaining('2 events "order.closed"') },
    ])
  })

  test('finds a deposit that was not credited, and one that was credited twice', () => {
    const gone = findings(({ facts }) => {
      facts.deposits = []
    })
    expect(gone).toContainEqual({ kind: 'lost', says: expect.stringContaining('never credited') })
    const twice = findings(({ facts }) => {
      facts.deposits = [...facts.deposits, ...facts.deposits]
    })
    expect(twice).toContainEqual({ kind: 'duplicated', says: expect.stringContaining('credited 2 times') })
  })

  test('takes either end of a payment whose answer was lost, and no credit that nobody paid', () => {
    const unpaid = findings(({ journal }) => {
      journal.payments.push({ userId: 'usr_b', amountStroops: 7n, certainty: 'unknown' })
    })
    expect(unpaid).toEqual([])
    const nobodys = findings(({ facts }) => {
      facts.deposits = [...facts.deposits, { userId: 'usr_b', amountStroops: 7n }]
      facts.balances = new Map([...facts.balances, ['usr_b', DEPOSIT - PRICE + 7n]])
    })
    expect(nobodys).toEqual([{ kind: 'violation', says: expect.stringContaining('that nobody paid') }])
  })

  test('finds a balance that is one stroop off', () => {
    const found = findings(({ facts }) => {
      facts.balances = new Map([...facts.balances, ['usr_s', PRICE - 1n]])
    })
    expect(found).toEqual([{ kind: 'violation', says: expect.stringContaining('49.9999999 available') }])
  })

  test('passes on what the books and the callers say', () => {
    const found = findings((world) => {
      world.facts.bookDifferences = ['treasury: the ledger says 1, the chain 2.']
      world.journal.complaints.push('GET /orders was answered 404.')
    })
    expect(found.map(({ kind }) => kind)).toEqual(['violation', 'violation'])
  })
})

describe('what the commands of an order imply', () => {
  test('is a split when one part was paid and the rest refunded', () => {
    const found = findings(({ journal, facts }) => {
      journal.orders.set(ORDER, { orderId: ORDER, buyerId: 'usr_b', sellerId: 'usr_s', amountsCents: [2_000, 3_000] })
      const path = `/orders/${ORDER}/milestones/part-1/release`
      journal.keys.splice(4, 1, sent('releaseMilestone', { path }), sent('refund'))
      const kinds = ['releaseMilestone', 'refund'] as const
      facts.keys = new Map([
        ...facts.keys,
        ...kinds.map((kind) => [`key-${kind}`, { commandId: `cmd_${kind}`, resourceId: ORDER }] as const),
      ])
      facts.commands = [
        ...facts.commands.slice(0, 4),
        ...kinds.map((kind): CommandRow => ({ ...(facts.commands[0] as CommandRow), commandId: `cmd_${kind}`, kind })),
      ]
      facts.orders = facts.orders.map((row) => ({ ...row, finalStatus: 'SPLIT' }))
      facts.balances = new Map([
        ['usr_b', DEPOSIT - 200_000_000n],
        ['usr_s', 200_000_000n],
      ])
    })
    expect(found).toEqual([])
  })
})
