import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playStory, type Story } from '../../cli/demo/story.ts'
import { until } from '../../cli/demo/until.ts'
import { invariant } from '../../domain/invariant.ts'
import { WORKER_METRICS } from '../../worker/metrics/catalogue.ts'
import { SETTLED_MS, STACK_START_MS } from '../e2e/createOrders.ts'
import type { Span } from './collector.ts'
import { askedIn, namesIn, seriesOf } from './series.ts'
import { type Line, startWatchedStack, type WatchedStack } from './watchedStack.ts'

/** https://www.w3.org/TR/trace-context/#examples-of-http-traceparent-headers, marked as sampled by its caller. */
const CALLERS_TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${CALLERS_TRACE}-b7ad6b7169203331-01`

let watched: WatchedStack
let story: Story

beforeAll(async () => {
  watched = await startWatchedStack()
  story = await playStory({ api: watched.api, faucetUrl: watched.stack.sandbox.faucetUrl, tell: () => undefined })
}, STACK_START_MS)
afterAll(() => watched?.stop(), SETTLED_MS)

/** The commands of the story's order by their kinds. */
async function commandIds(): Promise<Map<string, string>> {
  const { apiUrl, apiKey } = watched.stack
  const answer = await fetch(`${apiUrl}/api/v1/orders/${story.order.id}/commands`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  const { data } = (await answer.json()) as { data: { id: string; kind: string }[] }
  return new Map(data.map(({ id, kind }) => [kind, id]))
}

describe('a trace', () => {
  const ofOrder = (route: string): Span[] =>
    watched.collector.spans.filter(
      ({ service, name, attributes }) =>
        service === 'offerhub-api' && name.endsWith(route) && attributes['offerhub.order.id'] === story.order.id,
    )

  it(
    'leads from the HTTP request of a command to the activity that has the hash of its transaction',
    async () => {
      const proof = await fundingHash()
      await until(SETTLED_MS, 'the spans of the funding', async () => ofOrder('/escrow/fund').length > 0)
      const [request] = ofOrder('/escrow/fund')
      invariant(request, 'The request has no span')
      const inTrace = () => watched.collector.spans.filter(({ traceId }) => traceId === request.traceId)
      const activity = () => inTrace().find(({ name }) => name === 'fundEscrow')
      await until(SETTLED_MS, 'the span of the activity', async () => activity() !== undefined)
      expect(activity()).toMatchObject({
        service: 'offerhub-worker',
        parentSpanId: request.spanId,
        attributes: {
          'stellar.transaction.hash': proof,
          'offerhub.order.id': story.order.id,
          'offerhub.command.id': request.attributes['offerhub.command.id'],
          'offerhub.step.key': `${story.order.id}:fund`,
        },
      })
      expect(request.attributes['offerhub.command.id']).toMatch(/^cmd_/)
      const step = inTrace().find(({ name }) => name === 'chain step fund: finish')
      expect(step?.parentSpanId).toBe(activity()?.spanId)
      // The commit of what was decided belongs to it as well, and no other order's work does.
      expect(inTrace().map(({ name }) => name)).toContain('recordFunding')
      const orders = inTrace().flatMap(({ attributes }) => attributes['offerhub.order.id'] ?? [])
      expect(new Set(orders)).toEqual(new Set([story.order.id]))
    },
    SETTLED_MS,
  )

  it(
    'goes on from the one that the caller sends',
    async () => {
      const { apiUrl, apiKey } = watched.stack
      await fetch(`${apiUrl}/api/v1/orders/${story.order.id}`, {
        headers: { authorization: `Bearer ${apiKey}`, traceparent: TRACEPARENT },
      })
      const continued = () => watched.collector.spans.find(({ traceId }) => traceId === CALLERS_TRACE)
      await until(SETTLED_MS, "the caller's trace", async () => continued() !== undefined)
      expect(continued()).toMatchObject({ parentSpanId: 'b7ad6b7169203331', name: 'GET /api/v1/orders/:orderId' })
    },
    SETTLED_MS,
  )

  async function fundingHash(): Promise<string> {
    const lines = await watched.lines('worker')
    const line = lines.find(({ stepKey, outcome }) => stepKey === `${story.order.id}:fund` && outcome === 'applied')
    invariant(line, 'The worker logged no funding of the order')
    return String(line.transactionHash)
  }
})

describe('the log', () => {
  const about = (lines: readonly Line[], route: string) =>
    lines.filter(
      ({ req }) => (req as { path?: string } | undefined)?.path === `/api/v1/orders/${story.order.id}${route}`,
    )

  it('of the API names request, order and command of every command', async () => {
    const commands = await commandIds()
    const [line] = about(await watched.lines('api'), '/escrow/fund')
    expect(line).toMatchObject({
      orderId: story.order.id,
      commandId: commands.get('fund'),
      requestId: expect.stringMatching(/^req_/),
      req: { method: 'POST' },
      res: { status: 200 },
    })
  })

  it('of a worker names order, command, step and workflow of every chain step, and its transaction', async () => {
    const commands = await commandIds()
    const steps = (await watched.lines('worker')).filter(
      ({ msg, orderId }) => msg === 'chain step' && orderId === story.order.id,
    )
    expect(steps.map(({ stepKey }) => stepKey)).toEqual(
      ['deploy', 'fund', 'delivered', 'approve', 'release'].map((step) => `${story.order.id}:${step}`),
    )
    const funding = steps.find(({ kind }) => kind === 'fund')
    expect(funding).toMatchObject({
      workflowId: story.order.id,
      commandId: commands.get('fund'),
      activityType: 'fundEscrow',
      outcome: 'applied',
      transactionHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
})

describe('the metrics of a worker', () => {
  it('count chain steps and commands by kind and outcome, and name no id', async () => {
    const text = await watched.workerMetrics()
    expect(seriesOf(text, 'offerhub_chain_step_duration_seconds_count{kind="fund",outcome="applied"}')).toBe(1)
    expect(seriesOf(text, 'offerhub_commands_settled_total{command="reserve",outcome="succeeded"}')).toBe(1)
    expect(seriesOf(text, 'offerhub_command_duration_seconds_count{command="release",outcome="succeeded"}')).toBe(1)
    const spent = seriesOf(text, 'offerhub_command_duration_seconds_sum{command="release",outcome="succeeded"}')
    // Three transactions, one after the other, on a chain with a ledger every 100 ms.
    expect(spent).toBeGreaterThan(0.2)
    expect(spent).toBeLessThan(60)
    expect(text).not.toMatch(/(ord|cmd|usr|evt)_[0-9a-z]{20}/)
  })

  it('explain each of their own as the catalogue does', async () => {
    const text = await watched.workerMetrics()
    for (const [name, { help, type }] of Object.entries(WORKER_METRICS)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`)
    }
  })

  it('and those of API and Temporal SDK have everything that the alert rules and the dashboard ask for', async () => {
    const { apiUrl, apiKey } = watched.stack
    const api = await (await fetch(`${apiUrl}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } })).text()
    const there = new Set([api, await watched.workerMetrics(), await watched.sdkMetrics()].flatMap(namesIn))
    for (const file of ['ops/prometheus/alerts.yml', 'ops/grafana/dashboard.json']) {
      const asked = askedIn(file)
      expect(asked.size, file).toBeGreaterThan(10)
      expect(
        [...asked].filter((name) => !there.has(name)),
        file,
      ).toEqual([])
    }
  })
})
