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

const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url))
const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))

type HistoryEvent = { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }
type RecordedHistory = { events: HistoryEvent[] }

let workflowBundle: WorkflowBundleWithSourceMap

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR')
  Runtime.install({ logger })
  workflowBundle = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger })
}, 60_000)

const names = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json'))

async function load(name: string): Promise<RecordedHistory> {
  return JSON.parse(await readFile(path.join(HISTORIES, name), 'utf8')) as RecordedHistory
}

describe('histories recorded from real orders', () => {
  it('exist, so that this test can fail', () => {
    expect(names.length).toBeGreaterThan(0)
  })

  it.each(names)('%s replays with the workflow code of today', async (name) => {
    await expect(Worker.runReplayHistory({ workflowBundle }, await load(name))).resolves.toBeUndefined()
  })

  it('are refused when a step has another name, because the code of today would not have made it', async () => {
    const history = await load('order-released-with-queued-funding.json')
    const activity = history.events.find((event) => event.activityTaskScheduledEventAttributes)
    const attributes = activity?.activityTaskScheduledEventAttributes
    expect(attributes).toBeDefined()
    if (attributes) attributes.activityType.name = 'somethingElse'
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).rejects.toThrow(/nondeterminism|TMPRL1100/i)
  })
})
