import { FeeBumpTransaction, scValToNative, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_NAMES, type FaultName, faultNamed, faultsFor } from '../../sandbox/faults/catalogue.ts'
import type { EscrowFunction } from '../../sandbox/faults/functions.ts'
import { STRANGER } from '../../sandbox/faults/tamper.ts'
import { type EscrowWorld, openEscrowWorld } from './trustlessWork/escrowWorld.ts'

const PASSPHRASE = 'Standalone Network ; February 2017'
let world: EscrowWorld

beforeAll(async () => {
  world = await openEscrowWorld()
  await world.setFaults({ hangMs: 50 })
}, 60_000)
afterAll(() => world?.close())

type Build = { readonly path: string; readonly body: object; readonly method?: string }
type Built = { readonly status: number | 'no answer'; readonly text: string }

async function build({ path, body, method = 'POST' }: Build): Promise<Built> {
  try {
    const headers = { 'content-type': 'application/json', 'x-api-key': 'sandbox' }
    const url = `${world.url}/trustless-work${path}`
    const response = await fetch(url, { method, headers, body: JSON.stringify(body) })
    return { status: response.status, text: await response.text() }
  } catch {
    return { status: 'no answer', text: '' }
  }
}

/** What a client can tell about an answer: an error, or in which respect the transaction is not the one asked for. */
function symptoms(built: Built, truth: Transaction): string[] {
  if (built.status !== 201) return [`${built.status} ${built.text}`.trim()]
  const transaction = decode(String(JSON.parse(built.text).unsignedTransaction))
  if (transaction === undefined) return ['cannot be decoded']
  const [operation, ...others] = transaction.operations
  const [expected] = truth.operations
  if (operation?.type !== 'invokeHostFunction' || expected?.type !== 'invokeHostFunction') return ['is no call']
  const [call, wanted] = [callOf(operation), callOf(expected)]
  const secondsLeft = Number(transaction.timeBounds?.maxTime) - Date.now() / 1_000
  return [
    ...(transaction.source === truth.source ? [] : [`source ${transaction.source}`]),
    ...(Number(transaction.fee) > 1e8 ? ['fee'] : []),
    ...(others.length > 0 ? [`and ${others.map(({ type }) => type)}`] : []),
    ...(call.contract === wanted.contract ? [] : ['contract']),
    ...(call.name === wanted.name ? [] : [`function ${call.name}`]),
    ...differences(call, wanted),
    ...(secondsLeft < 0 ? ['expired'] : secondsLeft < 5 ? ['expires soon'] : []),
  ]
}

type Call = {
  readonly contract: string
  readonly name: string
  readonly args: readonly Parameters<typeof scValToNative>[0][]
}

function callOf({ func }: Extract<Transaction['operations'][number], { type: 'invokeHostFunction' }>): Call {
  if (func.type !== 'hostFunctionTypeInvokeContract') throw new Error('is no contract call')
  const { contractAddress, functionName, args } = func.invokeContract
  return { contract: contractAddress.toXdr('base64'), name: functionName.toString(), args }
}

/** Leaf by leaf, but for the salt of a deployment, which differs every time. */
function differences(call: Call, wanted: Call): string[] {
  const [mine, theirs] = [leaves(call.args.map(scValToNative)), leaves(wanted.args.map(scValToNative))]
  return [...mine].flatMap(([path, value]) =>
    theirs.get(path) === value ? [] : [`${path} ${theirs.get(path)} -> ${value}`],
  )
}

function leaves(value: unknown, path = ''): Map<string, string> {
  if (value instanceof Uint8Array) return new Map()
  if (typeof value !== 'object' || value === null) return new Map([[path, String(value)]])
  return new Map(
    Object.entries(value).flatMap(([key, item]) => [...leaves(item, path === '' ? key : `${path}.${key}`)]),
  )
}

function decode(envelopeXdr: string): Transaction | undefined {
  try {
    const transaction = TransactionBuilder.fromXDR(envelopeXdr, PASSPHRASE)
    return transaction instanceof FeeBumpTransaction ? undefined : transaction
  } catch {
    return undefined
  }
}

/** One request for every function whose builds can go wrong, on an escrow whose title asks for a fault there. */
const requests: Readonly<Partial<Record<EscrowFunction, (title: string) => Promise<Build>>>> = {
  deploy: async (title) => world.single({ title }),
  fund_escrow: async (title) => world.fund('single-release', await world.deploy(world.single({ title })), 80),
  approve_milestone: async (title) => {
    const milestones = ['Sketch', 'Final'].map((description) => ({ description }))
    return world.approve('single-release', await world.deploy(world.single({ title, milestones })))
  },
  change_milestone_status: async (title) => {
    const contractId = await world.deploy(world.multi({ title }))
    const serviceProvider = world.seller.publicKey()
    const body = { contractId, milestoneIndex: '0', newStatus: 'done', newEvidence: '', serviceProvider }
    return { path: '/escrow/multi-release/change-milestone-status', body }
  },
  resolve_dispute: async (title) => {
    const contractId = await world.deploy(world.single({ title }))
    await world.run(world.fund('single-release', contractId, 80))
    const dispute = { contractId, signer: world.buyer.publicKey() }
    await world.run({ path: '/escrow/single-release/dispute-escrow', body: dispute, signer: world.buyer })
    const distributions = [{ address: world.buyer.publicKey(), amount: 80 }]
    const body = { contractId, disputeResolver: world.resolver.publicKey(), distributions }
    return { path: '/escrow/single-release/resolve-dispute', body }
  },
}

const NOT_VISIBLE = expect.stringMatching(/^400 .*MissingValue.*non-existing value/)
const expected: Readonly<Record<string, Partial<Record<EscrowFunction, unknown>> | string>> = {
  buildServerError: '500 {"statusCode":500,"message":"Internal server error","error":"Internal Server Error"}',
  buildGatewayError: '502 <html><body><h1>502 Bad Gateway</h1></body></html>',
  buildHangs: 'no answer',
  buildHangUp: 'no answer',
  throttled: '429 {"statusCode":429,"message":"ThrottlerException: Too Many Requests"}',
  garbageXdr: 'cannot be decoded',
  tamperedFee: 'fee',
  tamperedContract: 'contract',
  tamperedFunction: 'function release_funds',
  tamperedSource: `source ${STRANGER}`,
  extraOperation: 'and payment',
  shortValidity: 'expires soon',
  expiredValidity: 'expired',
  notVisibleYet: NOT_VISIBLE,
  tamperedAmount: {
    deploy: '4.0.amount 800000000 -> 800000001',
    fund_escrow: '2 800000000 -> 800000001',
    resolve_dispute: expect.stringMatching(/^1\.G\w+ 800000000 -> 800000001$/),
  },
  tamperedReceiver: {
    deploy: expect.stringMatching(new RegExp(`^4\\.0\\.roles\\.receiver G\\w+ -> ${STRANGER}$`)),
    fund_escrow: expect.stringMatching(new RegExp(`^1\\.roles\\.receiver G\\w+ -> ${STRANGER}$`)),
    resolve_dispute: `1.${STRANGER} undefined -> 800000000`,
  },
  tamperedMilestone: { approve_milestone: '0 0 -> 1', change_milestone_status: '0.0.index 0 -> 1' },
}

function symptomOf(fault: FaultName, functionName: EscrowFunction): unknown {
  const known = expected[fault]
  return known !== null && typeof known === 'object' && functionName in known
    ? (known as Partial<Record<EscrowFunction, unknown>>)[functionName]
    : known
}

const cells = (Object.keys(requests) as EscrowFunction[]).flatMap((functionName) =>
  faultsFor(functionName)
    .filter((fault) => faultNamed(fault).at === 'build')
    .map((fault) => [fault, functionName] as const),
)

describe('a fault of a build that a title asks for', () => {
  it('is tried for every fault of the catalogue', () => {
    const tried = new Set(cells.map(([fault]) => fault))
    expect(FAULT_NAMES.filter((name) => faultNamed(name).at === 'build' && !tried.has(name))).toEqual([])
  })

  it.each(cells)(
    '%s strikes %s twice when asked to, and then the truth comes',
    async (fault, functionName) => {
      const request = requests[functionName]
      if (request === undefined) throw new Error(`no request for ${functionName}`)
      const build3 = await request(`Logo [fault ${fault}@${functionName} x2]`)
      const answers = [await build(build3), await build(build3), await build(build3)]
      const truth = decode(String(JSON.parse(answers[2]?.text ?? '').unsignedTransaction))
      if (truth === undefined) throw new Error(`the third answer is ${answers[2]?.text}`)
      const symptom = symptomOf(fault, functionName)
      expect(answers.map((answer) => symptoms(answer, truth))).toEqual([[symptom], [symptom], []])
    },
    30_000,
  )

  it('leaves other functions of the escrow and other escrows alone', async () => {
    const marked = await world.deploy(world.single({ title: '[fault buildServerError@release_funds x9]' }))
    const other = await world.deploy(world.single())
    await world.run(world.fund('single-release', marked, 80))
    await world.run(world.approve('single-release', marked))
    await world.run(world.fund('single-release', other, 80))
    await world.run(world.approve('single-release', other))
    const release = (contractId: string) =>
      build({
        path: '/escrow/single-release/release-funds',
        body: { contractId, releaseSigner: world.buyer.publicKey() },
      })
    expect((await release(marked)).status).toBe(500)
    expect((await release(other)).status).toBe(201)
  })

  it('strikes one after the other when a title asks for several', async () => {
    const title = '[fault throttled@fund_escrow] [fault buildServerError@fund_escrow x2]'
    const fund = world.fund('single-release', await world.deploy(world.single({ title })), 80)
    const statuses: unknown[] = []
    for (let i = 0; i < 4; i++) statuses.push((await build(fund)).status)
    expect(statuses).toEqual([429, 500, 500, 201])
  })

  it('is not used up by a build that the contract refuses', async () => {
    const contractId = await world.deploy(world.single({ title: '[fault tamperedFee@release_funds]' }))
    const body = { contractId, releaseSigner: world.buyer.publicKey() }
    const release = { path: '/escrow/single-release/release-funds', body }
    expect((await build(release)).text).toContain('must be completed')
    await world.run(world.fund('single-release', contractId, 80))
    await world.run(world.approve('single-release', contractId))
    const struck = decode(String(JSON.parse((await build(release)).text).unsignedTransaction))
    expect(Number(struck?.fee)).toBe(1_000_000_000)
  })

  it.each([
    ['[fault tamperdAmount@fund_escrow]', 'there is no fault tamperdAmount'],
    ['[fault throttled@fund]', 'the function must be one of deploy, fund_escrow'],
    ['[fault throttled]', 'expected [fault NAME@FUNCTION] or [fault NAME@FUNCTION xN]'],
    ['[fault throttled@fund_escrow x0]', 'N must be at least 1'],
    ['[fault tamperedAmount@approve_milestone]', 'tamperedAmount cannot strike at approve_milestone'],
    ['[fault throttled@fund_escrow] [fault throttled@fund_escrow]', 'it is there twice; write xN instead'],
    ['[fault throttled@fund_escrow', 'expected [fault NAME@FUNCTION] or [fault NAME@FUNCTION xN]'],
  ])('is refused at deployment when it cannot strike: %s', async (title, reason) => {
    expect(await build(world.single({ title }))).toMatchObject({ status: 400, text: expect.stringContaining(reason) })
    expect(await build(world.multi({ title }))).toMatchObject({ status: 400, text: expect.stringContaining(reason) })
  })

  it('keeps the connection open for as long as it is told to, when it hangs', async () => {
    await world.setFaults({ hangMs: 400 })
    const timed = async (fault: string) => {
      const startedMs = performance.now()
      await build(world.single({ title: `[fault ${fault}@deploy]` }))
      return performance.now() - startedMs
    }
    expect(await timed('buildHangs')).toBeGreaterThanOrEqual(395)
    expect(await timed('buildHangUp')).toBeLessThan(300)
    await world.setFaults({ hangMs: 50 })
  })

  it('does not take any other title in brackets for one', async () => {
    expect((await build(world.single({ title: '[faultless] [Fault lines] design' }))).status).toBe(201)
  })
})

describe('a fault of builds for the whole network', () => {
  it('strikes any escrow at its function, as often as it was ordered, and tells what is left', async () => {
    const [one, two] = [await world.deploy(world.single()), await world.deploy(world.multi())]
    await world.setFaults({ faults: [{ name: 'buildServerError', function: 'fund_escrow', times: 3 }] })
    const shown = async () => (await (await fetch(`${world.url}/control/faults`)).json()) as { faults: unknown }
    expect((await build(world.approve('single-release', one))).status).toBe(201)
    expect((await build(world.fund('single-release', one, 1))).status).toBe(500)
    expect((await build(world.fund('multi-release', two, 1))).status).toBe(500)
    expect(await shown()).toMatchObject({
      faults: [{ name: 'buildServerError', function: 'fund_escrow', times: 3, left: 1 }],
    })
    expect((await build(world.fund('multi-release', two, 1))).status).toBe(500)
    expect((await build(world.fund('multi-release', two, 1))).status).toBe(201)
  })

  it('strikes every function when none is named, and is taken back with an empty list', async () => {
    const one = await world.deploy(world.single())
    await world.setFaults({ faults: [{ name: 'throttled', times: 5 }] })
    expect((await build(world.single())).status).toBe(429)
    expect((await build(world.approve('single-release', one))).status).toBe(429)
    await world.setFaults({ faults: [] })
    expect((await build(world.single())).status).toBe(201)
  })

  it('is on the list of what struck, with the escrow it struck', async () => {
    const { body, path } = world.single({ title: '[fault throttled@deploy]', engagementId: 'ord_struck' })
    await build({ path, body })
    const struck = (await (await fetch(`${world.url}/control/faults/struck`)).json()) as unknown[]
    expect(struck).toContainEqual({ name: 'throttled', function: 'deploy', engagementId: 'ord_struck' })
  })
})
