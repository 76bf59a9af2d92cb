import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_NAMES, faultNamed } from '../../sandbox/faults/catalogue.ts'
import { until } from './localNetwork.ts'
import { type EscrowWorld, openEscrowWorld } from './trustlessWork/escrowWorld.ts'

let world: EscrowWorld

beforeAll(async () => {
  world = await openEscrowWorld()
  await world.setFaults({ hangMs: 50 })
}, 60_000)
afterEach(() => world.setFaults({ indexerLagSeconds: 0, buildsAskIndexer: false }))
afterAll(() => world?.close())

type Approval = { readonly contractId: string; readonly signedXdr: string; readonly hash: string }

async function approval(title?: string): Promise<Approval> {
  const contractId = await world.deploy(world.single(title === undefined ? {} : { title }))
  const { path, body, signer } = world.approve('single-release', contractId)
  const transaction = await world.market.buildXdr('POST', path, body)
  transaction.sign(signer)
  return { contractId, signedXdr: transaction.toXdr(), hash: Buffer.from(transaction.hash()).toString('hex') }
}

/** What the vendor answers to a submission, in one line. */
async function send({ signedXdr }: Approval): Promise<string> {
  try {
    const { status, body } = await world.market.api('POST', '/helper/send-transaction', { signedXdr })
    return `${status} ${(body as { message: string }).message}`
  } catch {
    return 'no answer'
  }
}

const isApplied = async ({ hash }: Approval) => (await world.market.server.getTransaction(hash)).status === 'SUCCESS'
const SENT = '200 The transaction has been successfully sent to the Stellar network.'

const cases = [
  ['missingMetaAfterApply', '400 resultMetaXdr is missing', true],
  ['hangUpAfterApply', 'no answer', true],
  ['badRequestAfterApply', '400 Bad request', true],
  ['hangsAfterApply', 'no answer', true],
  ['hangUpBeforeApply', 'no answer', false],
  ['hangsBeforeApply', 'no answer', false],
] as const

describe('a fault of send-transaction that a title asks for', () => {
  it('is tried for every one of the catalogue', () => {
    const names = cases.map(([name]) => name as string)
    expect(FAULT_NAMES.filter((name) => faultNamed(name).at === 'send' && !names.includes(name))).toEqual([])
  })

  it.each(cases)('%s answers "%s" once; applied: %s', async (fault, answer, applied) => {
    const marked = await approval(`[fault ${fault}@approve_milestone]`)
    expect(await send(marked)).toBe(answer)
    expect(await isApplied(marked)).toBe(applied)
    expect(await send(marked)).toBe(applied ? '400 Bad request' : SENT)
    expect(await isApplied(marked)).toBe(true)
  })

  it('leaves other functions and other escrows alone', async () => {
    expect(await send(await approval('[fault hangUpBeforeApply@fund_escrow]'))).toBe(SENT)
    expect(await send(await approval())).toBe(SENT)
  })
})

const show = (contractId: string, more = '') =>
  world.market.api('GET', `/helper/get-escrow-by-contract-ids?contractIds[]=${contractId}${more}`)

async function listed(contractId: string): Promise<boolean> {
  const query = `get-escrows-by-signer?signer=${world.platform.publicKey()}&pageSize=50`
  const { body } = await world.market.api('GET', `/helper/${query}`)
  return (body as { contractId: string }[]).some((escrow) => escrow.contractId === contractId)
}

const approvedIn = (body: unknown) =>
  (body as { milestones: { approved: boolean }[] }[])[0]?.milestones.map(({ approved }) => approved)

describe('an indexer that lags behind', () => {
  it('does not show a new escrow, by id or in lists, unless the chain itself is asked', async () => {
    await world.setFaults({ indexerLagSeconds: 3_600 })
    const contractId = await world.deploy(world.single())
    expect((await show(contractId)).status).toBe(400)
    expect(await listed(contractId)).toBe(false)
    expect((await show(contractId, '&validateOnChain=true')).status).toBe(200)
    await world.setFaults({ indexerLagSeconds: 0 })
    expect((await show(contractId)).status).toBe(200)
    expect(await listed(contractId)).toBe(true)
  })

  it('shows an escrow as it was, until the time has passed', async () => {
    const contractId = await world.deploy(world.single())
    expect((await show(contractId)).status).toBe(200)
    await world.setFaults({ indexerLagSeconds: 1 })
    await world.run(world.approve('single-release', contractId))
    const approvedAtMs = Date.now()
    expect(approvedIn((await show(contractId)).body)).toEqual([false])
    expect(approvedIn((await show(contractId, '&validateOnChain=true')).body)).toEqual([true])
    await until(async () => (approvedIn((await show(contractId)).body)?.[0] ? true : undefined), 'the indexer')
    expect(Date.now() - approvedAtMs).toBeGreaterThanOrEqual(900)
  })

  it('is told of a transaction by update-from-txhash and send-transaction', async () => {
    await world.setFaults({ indexerLagSeconds: 1 })
    const contractId = await world.deploy(world.single())
    const { hash } = await world.run(world.approve('single-release', contractId))
    const updated = await world.market.api('PUT', '/indexer/update-from-txhash', { txHash: hash })
    expect(updated).toMatchObject({ status: 200, body: { savedEscrow: { milestones: [{ approved: true }] } } })
    expect(approvedIn((await show(contractId)).body)).toEqual([true])
    const sent = await approval()
    expect((await show(sent.contractId)).status).toBe(400)
    await send(sent)
    expect(approvedIn((await show(sent.contractId)).body)).toEqual([true])
  })

  it('hides escrows from builds too, when builds ask it', async () => {
    await world.setFaults({ indexerLagSeconds: 3_600, buildsAskIndexer: true })
    const contractId = await world.deploy(world.single())
    const { path, body } = world.approve('single-release', contractId)
    expect(await world.market.api('POST', path, body)).toMatchObject({
      status: 400,
      body: { message: 'Escrow not found' },
    })
    await world.setFaults({ buildsAskIndexer: false })
    expect((await world.market.api('POST', path, body)).status).toBe(201)
  })

  it('shows which milestone was released, although the event does not name it', async () => {
    const contractId = await world.deploy(world.multi())
    await world.run(world.fund('multi-release', contractId, 80))
    await world.run(world.approve('multi-release', contractId, 1))
    const body = { contractId, milestoneIndex: '1', releaseSigner: world.buyer.publicKey() }
    await world.run({ path: '/escrow/multi-release/release-milestone-funds', body, signer: world.buyer })
    expect(await world.show(contractId)).toMatchObject({ balance: 30 })
    await world.setFaults({ indexerLagSeconds: 3_600 })
    expect(await world.show(contractId)).toMatchObject({
      milestones: [{ flags: { released: false } }, { flags: { released: true } }],
    })
  })

  it('does not fall back to older events that come in after it was told of a transaction', async () => {
    await world.setFaults({ indexerLagSeconds: 1 })
    const contractId = await world.deploy(world.single())
    // A hundred seconds later on the chain: the deployment is due long before the approval.
    const later = JSON.stringify({ count: 2, seconds: 100 })
    expect((await fetch(`${world.url}/control/ledgers`, { method: 'POST', body: later })).status).toBe(200)
    const { hash } = await world.run(world.approve('single-release', contractId))
    await world.market.api('PUT', '/indexer/update-from-txhash', { txHash: hash })
    const shown = async () => ((await show(contractId)).body as { signer: string | null }[])[0]
    expect((await shown())?.signer).toBeNull()
    const signer = await until(async () => (await shown())?.signer ?? undefined, 'the event of the deployment')
    expect(signer).toBe(world.platform.publicKey())
    expect(approvedIn((await show(contractId)).body)).toEqual([true])
  })
})
