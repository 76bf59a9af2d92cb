import { Keypair, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_NAMES, faultNamed } from '../../sandbox/faults/catalogue.ts'
import { until } from './localNetwork.ts'
import { type EscrowWorld, openEscrowWorld } from './trustlessWork/escrowWorld.ts'

let world: EscrowWorld

beforeAll(async () => {
  world = await openEscrowWorld()
  await world.setFaults({ hangMs: 50 })
}, 60_000)
afterEach(() => world.setFaults({ faults: [], feeSurgeFactor: 1, historyRetentionLedgers: 0, hangMs: 50 }))
afterAll(() => world?.close())

type Json = Readonly<Record<string, unknown>>
type Heard = { readonly status?: unknown; readonly error?: { readonly code: number; readonly message: string } } & Json

/** One RPC call as it goes over the wire; what went wrong with the connection is told as a status. */
async function rpc(method: string, params?: object, path = '/rpc'): Promise<Heard> {
  let response: Response
  try {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    response = await fetch(`${world.url}${path}`, { method: 'POST', body })
  } catch {
    return { status: 'no answer' }
  }
  if (response.status !== 200) return { status: `HTTP ${response.status}` }
  const { result, error } = (await response.json()) as { result?: Json; error?: Heard['error'] }
  return error === undefined ? { ...result } : { error }
}

type Signed = { readonly transaction: string; readonly hash: string }

function sign(transaction: Transaction, signer: Keypair): Signed {
  transaction.sign(signer)
  return { transaction: transaction.toXdr(), hash: Buffer.from(transaction.hash()).toString('hex') }
}

/** A signed approval: a call that can be made for any escrow. */
async function approval(title?: string): Promise<Signed> {
  const contractId = await world.deploy(world.single(title === undefined ? {} : { title }))
  const { path, body, signer } = world.approve('single-release', contractId)
  return sign(await world.market.buildXdr('POST', path, body), signer)
}

const send = ({ transaction }: Signed) => rpc('sendTransaction', { transaction })
const lookUp = ({ hash }: Pick<Signed, 'hash'>) => rpc('getTransaction', { hash })

async function applied(signed: Signed): Promise<Heard> {
  return until(async () => {
    const found = await lookUp(signed)
    return found.status === 'SUCCESS' ? found : undefined
  }, `transaction ${signed.hash}`)
}

/** What the vendor's own node, which has no faults, says of a transaction that is on the ledger. */
function truth({ hash }: Signed): Promise<Heard> {
  return until(async () => {
    const found = await rpc('getTransaction', { hash }, '/trustless-work/.rpc')
    return found.status === 'SUCCESS' ? found : undefined
  }, `transaction ${hash}`)
}

async function ledgersPass(count: number): Promise<void> {
  const sequence = async () => Number((await rpc('getLatestLedger')).sequence)
  const start = await sequence()
  await until(async () => ((await sequence()) >= start + count ? true : undefined), `${count} ledgers`)
}

const tried = new Set<string>()
/** Notes that a fault is tried here, for the test that all are. */
function fault(name: string): string {
  tried.add(name)
  return name
}

describe('a fault of submission', () => {
  it.each([
    [fault('tryAgainLater'), 'TRY_AGAIN_LATER'],
    [fault('dropped'), 'PENDING'],
    [fault('lostAnswerBefore'), 'no answer'],
    [fault('submitServerError'), 'HTTP 503'],
    [fault('submitHangsBefore'), 'no answer'],
    [fault('feeSurge'), 'ERROR'],
    [fault('badSequence'), 'ERROR'],
  ])('%s answers %s twice and takes nothing, and then the same bytes are taken', async (name, answer) => {
    const signed = await approval(`[fault ${name}@approve_milestone x2]`)
    expect([(await send(signed)).status, (await send(signed)).status]).toEqual([answer, answer])
    await ledgersPass(2)
    expect((await lookUp(signed)).status).toBe('NOT_FOUND')
    expect((await send(signed)).status).toBe('PENDING')
    await applied(signed)
  })

  it.each([
    [fault('duplicate'), 'DUPLICATE'],
    [fault('lostAnswerAfter'), 'no answer'],
    [fault('submitHangs'), 'no answer'],
  ])('%s answers %s, although the transaction is taken', async (name, answer) => {
    const signed = await approval(`[fault ${name}@approve_milestone]`)
    expect((await send(signed)).status).toBe(answer)
    await applied(signed)
  })

  it('names the refusal: a fee that is too low, a sequence number that is not the next', async () => {
    const codeOf = async (name: string) => {
      const signed = await approval(`[fault ${name}@approve_milestone]`)
      const sent = await world.market.server.sendTransaction(
        TransactionBuilder.fromXDR(signed.transaction, 'Standalone Network ; February 2017'),
      )
      return sent.errorResult?.result.type
    }
    expect(await codeOf('feeSurge')).toBe('txInsufficientFee')
    expect(await codeOf('badSequence')).toBe('txBadSeq')
  })

  it('strikes inside a fee bump, and at deployments by the title of the new escrow', async () => {
    const { path, body } = world.single({ title: '[fault tryAgainLater@deploy]' })
    const inner = await world.market.buildXdr('POST', path, body)
    inner.sign(world.platform)
    const payer = world.resolver
    const bump = TransactionBuilder.buildFeeBumpTransaction(payer, '1000', inner, 'Standalone Network ; February 2017')
    bump.sign(payer)
    const signed = { transaction: bump.toXdr(), hash: Buffer.from(bump.hash()).toString('hex') }
    expect((await send(signed)).status).toBe('TRY_AGAIN_LATER')
    expect((await send(signed)).status).toBe('PENDING')
    await applied(signed)
  })

  it('leaves other functions of the escrow and other escrows alone', async () => {
    const contractId = await world.deploy(world.single({ title: '[fault dropped@release_funds]' }))
    await world.run(world.approve('single-release', contractId))
    const other = await approval()
    expect((await send(other)).status).toBe('PENDING')
    await applied(other)
  })

  it('strikes classic transactions by the name of their first operation, when ordered for the network', async () => {
    const pay = async () => {
      const account = await world.market.server.getAccount(world.buyer.publicKey())
      const options = { fee: '100', networkPassphrase: 'Standalone Network ; February 2017' }
      const transaction = new TransactionBuilder(account, options)
        .addOperation(Operation.manageData({ name: 'note', value: 'x' }))
        .setTimeout(60)
        .build()
      return sign(transaction, world.buyer)
    }
    await world.setFaults({ faults: [{ name: 'tryAgainLater', function: 'manageData', times: 1 }] })
    expect((await send(await approval())).status).toBe('PENDING')
    await ledgersPass(2)
    const signed = await pay()
    expect((await send(signed)).status).toBe('TRY_AGAIN_LATER')
    expect((await send(signed)).status).toBe('PENDING')
  })

  it('does not concern what the vendor submits through its own node', async () => {
    const { transaction } = await approval('[fault dropped@approve_milestone]')
    const sent = await world.market.api('POST', '/helper/send-transaction', { signedXdr: transaction })
    expect(sent.status).toBe(200)
  })
})

describe('a fault of a lookup', () => {
  it.each([
    [fault('lookupServerError'), 'HTTP 503'],
    [fault('lookupHangs'), 'no answer'],
    [fault('lookupHangUp'), 'no answer'],
  ])('%s answers %s twice, also before the transaction is applied, and then the truth', async (name, answer) => {
    const signed = await approval(`[fault ${name}@approve_milestone x2]`)
    await send(signed)
    expect([(await lookUp(signed)).status, (await lookUp(signed)).status]).toEqual([answer, answer])
    await applied(signed)
  })

  it('laggingHistory does not find the transaction for as many ledgers, as a node that is behind', async () => {
    fault('laggingHistory')
    const signed = await approval('[fault laggingHistory@approve_milestone x10]')
    await send(signed)
    const { ledger, createdAt } = await truth(signed)
    const missing = await lookUp(signed)
    expect(missing).toMatchObject({ status: 'NOT_FOUND', txHash: signed.hash, oldestLedger: 1 })
    expect(missing.latestLedger).toBe(Number(ledger) - 1)
    expect(Number(missing.latestLedgerCloseTime)).toBeLessThanOrEqual(Number(createdAt))
    const found = await applied(signed)
    expect(Number(found.latestLedger)).toBeGreaterThanOrEqual(Number(ledger) + 10)
    expect((await lookUp(signed)).status).toBe('SUCCESS')
  })

  it('prunedHistory forgets a transaction that is applied, twice, and says from where it remembers', async () => {
    fault('prunedHistory')
    const signed = await approval('[fault prunedHistory@approve_milestone x2]')
    await send(signed)
    const ledger = Number((await truth(signed)).ledger)
    await ledgersPass(2)
    for (const answer of [await lookUp(signed), await lookUp(signed)]) {
      expect(answer).toMatchObject({ status: 'NOT_FOUND', txHash: signed.hash })
      expect(Number(answer.oldestLedger)).toBeGreaterThan(ledger)
      expect(Number(answer.latestLedger)).toBeGreaterThanOrEqual(Number(answer.oldestLedger))
    }
    expect(await lookUp(signed)).toMatchObject({ status: 'SUCCESS', oldestLedger: 1 })
  })

  it('strikes by the hash of a fee bump and of the transaction inside alike', async () => {
    const contractId = await world.deploy(world.single({ title: '[fault lookupServerError@approve_milestone x2]' }))
    const { path, body } = world.approve('single-release', contractId)
    const inner = await world.market.buildXdr('POST', path, body)
    inner.sign(world.buyer)
    const payer = world.resolver
    const bump = TransactionBuilder.buildFeeBumpTransaction(payer, '1000', inner, 'Standalone Network ; February 2017')
    bump.sign(payer)
    const hashes = [bump, inner].map((each) => ({ hash: Buffer.from(each.hash()).toString('hex') }))
    await rpc('sendTransaction', { transaction: bump.toXdr() })
    const answers = await Promise.all(hashes.map(lookUp))
    expect(answers.map(({ status }) => status)).toEqual(['HTTP 503', 'HTTP 503'])
  })

  it('strikes a transaction that the vendor submitted, once it is on the ledger', async () => {
    const signed = await approval('[fault lookupServerError@approve_milestone]')
    await world.market.api('POST', '/helper/send-transaction', { signedXdr: signed.transaction })
    expect((await lookUp(signed)).status).toBe('HTTP 503')
    expect((await lookUp(signed)).status).toBe('SUCCESS')
  })
})

describe('a fault of a simulation', () => {
  it('simulateServerError answers 503 once, and not to the simulations of the vendor', async () => {
    fault('simulateServerError')
    const { transaction } = await approval('[fault simulateServerError@approve_milestone]')
    expect((await rpc('simulateTransaction', { transaction })).status).toBe('HTTP 503')
    expect(await rpc('simulateTransaction', { transaction })).toMatchObject({ minResourceFee: expect.any(String) })
  })
})

describe('the faults of RPC', () => {
  it('are all tried here', () => {
    const all = FAULT_NAMES.filter((name) => ['submit', 'lookup', 'simulate'].includes(faultNamed(name).at))
    expect(all.filter((name) => !tried.has(name))).toEqual([])
  })
})

describe('a fee surge on the network', () => {
  it('refuses lower bids, names the fee that would do, and is told by getFeeStats', async () => {
    await world.setFaults({ feeSurgeFactor: 5 })
    expect(await rpc('getFeeStats')).toMatchObject({ inclusionFee: { min: '500', p99: '500' } })
    const bid = async (fee: string) => {
      const account = await world.market.server.getAccount(world.seller.publicKey())
      const transaction = new TransactionBuilder(account, {
        fee,
        networkPassphrase: 'Standalone Network ; February 2017',
      })
        .addOperation(Operation.manageData({ name: 'note', value: fee }))
        .setTimeout(60)
        .build()
      transaction.sign(world.seller)
      return world.market.server.sendTransaction(transaction)
    }
    const refused = await bid('499')
    expect(refused.errorResult?.result.type).toBe('txInsufficientFee')
    expect(refused.errorResult?.feeCharged).toBe(500n)
    expect((await bid('500')).status).toBe('PENDING')
    await ledgersPass(2)
    await world.setFaults({ feeSurgeFactor: 1 })
    expect((await bid('100')).status).toBe('PENDING')
  })

  it('lets a fee bump carry an envelope that bid too little, at the rate of two operations', async () => {
    const signed = await approval()
    await world.setFaults({ feeSurgeFactor: 10 })
    expect((await send(signed)).status).toBe('ERROR')
    const bumpAt = (baseFee: string) => {
      const inner = TransactionBuilder.fromXDR(signed.transaction, 'Standalone Network ; February 2017') as Transaction
      const bump = TransactionBuilder.buildFeeBumpTransaction(
        world.resolver,
        baseFee,
        inner,
        'Standalone Network ; February 2017',
      )
      bump.sign(world.resolver)
      return rpc('sendTransaction', { transaction: bump.toXdr() })
    }
    expect((await bumpAt('999')).status).toBe('ERROR')
    expect((await bumpAt('1000')).status).toBe('PENDING')
  })

  it('leaves faucet and friendbot to work', async () => {
    await world.setFaults({ feeSurgeFactor: 1_000 })
    await world.market.payUsdc(world.seller.publicKey(), '1')
    const funded = await fetch(`${world.url}/friendbot?addr=${Keypair.random().publicKey()}`)
    expect(funded.status).toBe(200)
  })
})

describe('a limited history', () => {
  it('forgets transactions, refuses events before it, and says where it begins', async () => {
    const signed = await approval()
    await send(signed)
    const { ledger } = await applied(signed)
    await ledgersPass(12)
    await world.setFaults({ historyRetentionLedgers: 10 })
    const health = await rpc('getHealth')
    expect(health).toMatchObject({ ledgerRetentionWindow: 10 })
    expect(Number(health.latestLedger) - Number(health.oldestLedger)).toBe(9)
    const missing = await lookUp(signed)
    expect(missing.status).toBe('NOT_FOUND')
    expect(Number(missing.oldestLedger)).toBeGreaterThan(Number(ledger))
    const events = await rpc('getEvents', { startLedger: ledger, filters: [] })
    expect(events.error?.message).toMatch(/startLedger must be within the ledger range: \d+ - \d+/)
    const transactions = await rpc('getTransactions', { startLedger: ledger })
    expect(transactions.error?.message).toContain('start ledger must be between the oldest ledger')
    await world.setFaults({ historyRetentionLedgers: 0 })
    expect((await lookUp(signed)).status).toBe('SUCCESS')
  })

  it('never claims to reach further back in time than it does', async () => {
    const { closeTime } = await rpc('getLatestLedger')
    await world.setFaults({ historyRetentionLedgers: 1 })
    const missing = await lookUp({ hash: 'ab'.repeat(32) })
    expect(missing.oldestLedger).toBe(missing.latestLedger)
    expect(Number(missing.oldestLedgerCloseTime)).toBeGreaterThanOrEqual(Number(closeTime))
  })

  it("does not keep the vendor's API from showing older escrows", async () => {
    const contractId = await world.deploy(world.single({ title: 'Before the history' }))
    await ledgersPass(3)
    await world.setFaults({ historyRetentionLedgers: 1 })
    expect(await world.show(contractId)).toMatchObject({ title: 'Before the history', signer: expect.any(String) })
  })
})
