import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker'
import { beforeAll, describe, expect, it } from 'vitest'
import { invariant } from '../../domain/invariant.ts'
import { WORKFLOW_INTERCEPTORS } from '../../worker/workflowCode.ts'
import { COMMAND_HEADER } from '../../workflows/messages.ts'

const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url))
const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))

type Message = { header?: Header; input?: { payloads?: { data: string }[] } }
type HistoryEvent = {
  activityTaskScheduledEventAttributes?: { activityType: { name: string } }
  workflowExecutionStartedEventAttributes?: Message
  workflowExecutionSignaledEventAttributes?: Message
}
type Header = { fields?: Record<string, unknown> }
type RecordedHistory = { events: HistoryEvent[] }

/** As workers bundle them, and as they were before commands brought anything along. */
const BUNDLES = { 'with the interceptors': [WORKFLOW_INTERCEPTORS], 'without them': [] }
const bundles = new Map<string, WorkflowBundleWithSourceMap>()

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR')
  Runtime.install({ logger })
  for (const [name, workflowInterceptorModules] of Object.entries(BUNDLES)) {
    bundles.set(name, await bundleWorkflowCode({ workflowsPath: WORKFLOWS, workflowInterceptorModules, logger }))
  }
}, 120_000)

const names = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json'))

async function load(name: string): Promise<RecordedHistory> {
  return JSON.parse(await readFile(path.join(HISTORIES, name), 'utf8')) as RecordedHistory
}

it('there are histories, so that this test can fail', () => {
  expect(names.length).toBeGreaterThan(0)
})

describe.each(Object.keys(BUNDLES))('histories recorded from real orders, %s', (bundle) => {
  const replay = async (history: RecordedHistory) => {
    const workflowBundle = bundles.get(bundle)
    invariant(workflowBundle, `The workflows were not bundled ${bundle}`)
    return await Worker.runReplayHistory({ workflowBundle }, history)
  }

  it.each(names)('%s replays with the workflow code of today', async (name) => {
    await expect(replay(await load(name))).resolves.toBeUndefined()
  })

  it('are refused when a step has another name, because the code of today would not have made it', async () => {
    const history = await load('order-released-with-queued-funding.json')
    const activity = history.events.find((event) => event.activityTaskScheduledEventAttributes)
    const attributes = activity?.activityTaskScheduledEventAttributes
    expect(attributes).toBeDefined()
    if (attributes) attributes.activityType.name = 'somethingElse'
    await expect(replay(history)).rejects.toThrow(/nondeterminism|TMPRL1100/i)
  })
})

/** The history as it would be if the API of today had sent its messages. */
function withOrigins(history: RecordedHistory): { history: RecordedHistory; sent: number } {
  let sent = 0
  for (const event of history.events) {
    const message = event.workflowExecutionSignaledEventAttributes ?? event.workflowExecutionStartedEventAttributes
    const data = message?.input?.payloads?.[0]?.data
    if (message === undefined || data === undefined) continue
    const content = JSON.parse(Buffer.from(data, 'base64').toString()) as {
      commandId?: string
      createCommandId?: string
    }
    const commandId = content.commandId ?? content.createCommandId
    if (commandId === undefined) continue
    const origin = Buffer.from(JSON.stringify({ commandId, sentAtMs: 0 })).toString('base64')
    const encoding = Buffer.from('json/plain').toString('base64')
    message.header = { fields: { [COMMAND_HEADER]: { metadata: { encoding }, data: origin } } }
    sent += 1
  }
  return { history, sent }
}

describe('histories recorded from real orders, if their commands had brought their origin along', () => {
  it.each(names)('%s replays with the workflow code of today', async (name) => {
    const { history, sent } = withOrigins(await load(name))
    expect(sent).toBeGreaterThan(0)
    const workflowBundle = bundles.get('with the interceptors')
    invariant(workflowBundle, 'The workflows were not bundled')
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).resolves.toBeUndefined()
  })
})
