import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

/** How a workflow is changed while runs of it are under way: the worked example of CONTRIBUTING.md. */
const TASK_QUEUE = 'parcels'
const logger = new DefaultLogger('ERROR')
const done: string[] = []
const step = (name: string) => async () => void done.push(name)
const activities = { pack: step('pack'), weigh: step('weigh'), send: step('send') }

let connection: NativeConnection
beforeAll(async () => {
  Runtime.install({ logger })
  connection = await NativeConnection.connect({ address: inject('temporalAddress') })
})
afterAll(() => connection?.close())

function bundle(version: string) {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(`./patched/${version}.ts`, import.meta.url)),
    logger,
  })
}

/** Runs one parcel to its end on a worker with this version, and returns its history. */
async function historyOf(version: string) {
  done.length = 0
  const workflowBundle = await bundle(version)
  const worker = await Worker.create({ connection, taskQueue: TASK_QUEUE, workflowBundle, activities })
  const handle = await worker.runUntil(async () => {
    const started = await new Client({ connection }).workflow.start('parcel', {
      taskQueue: TASK_QUEUE,
      workflowId: `parcel-${version}-${crypto.randomUUID()}`,
    })
    await started.result()
    return started
  })
  return await handle.fetchHistory()
}

test('a history from before a guarded change replays with it, and one made without the guard does not', async () => {
  const history = await historyOf('before')
  expect(done).toEqual(['pack', 'send'])
  const replayWith = async (version: string) =>
    Worker.runReplayHistory({ workflowBundle: await bundle(version) }, history)
  await expect(replayWith('after')).resolves.toBeUndefined()
  await expect(replayWith('careless')).rejects.toThrow(/nondeterminism|TMPRL1100/i)
})

test('a run that begins after a guarded change takes the new step', async () => {
  await historyOf('after')
  expect(done).toEqual(['pack', 'weigh', 'send'])
})
