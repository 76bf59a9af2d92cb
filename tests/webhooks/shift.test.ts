import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { MockActivityEnvironment } from '@temporalio/testing'
import { expect, test } from 'vitest'
import { deliverWebhooks } from '../../activities/webhooks/deliverWebhooks.ts'
import { type CrashPlan, writePlan } from '../../crash/plan.ts'
import { PLAN_VARIABLE } from '../../crash/variables.ts'
import { until } from '../sandbox/localNetwork.ts'
import { ok } from './support/receiver.ts'
import { useWorld } from './support/useWorld.ts'
import { KEYS_TEXT } from './support/world.ts'

const PROGRAM = fileURLToPath(new URL('support/senderProcess.ts', import.meta.url))

const world = await useWorld()

function startShift() {
  const closing = new AbortController()
  const services = { db: world.db, webhooks: world.services, closing: closing.signal, pollMs: 5 }
  const running = new MockActivityEnvironment().run(deliverWebhooks, services)
  return {
    async end() {
      closing.abort()
      await running
    },
  }
}

const attempts = async () => {
  const rows = await world.db.sql<{ attempts: number; status: string }[]>`
    select attempts, d.status from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id
    where e.removed_at is null`
  return rows.map((row) => ({ ...row }))
}

test('a shift tells of what happens while it lasts, and hands back when the worker stops', async () => {
  await world.endpoint()
  world.services.clock.nowMs = () => Date.now()
  const shift = startShift()
  await world.happens()
  await until(async () => (world.receiver.received.length === 1 ? true : undefined), 'the first event')
  await world.happens()
  await until(async () => (world.receiver.received.length === 2 ? true : undefined), 'the second event')
  await until(async () => ((await attempts()).every(({ status }) => status === 'DELIVERED') ? true : undefined), 'both')
  await shift.end()
  await world.happens()
  expect(world.receiver.received).toHaveLength(2)
})

test('an attempt that is not answered when the worker stops counts for nothing and is at once free for others', async () => {
  await world.endpoint()
  world.receiver.answer = () => undefined
  const shift = startShift()
  await world.happens()
  await until(async () => (world.receiver.received.length === 1 ? true : undefined), 'the attempt')
  await shift.end()
  expect(await attempts()).toEqual([{ attempts: 0, status: 'PENDING' }])
  world.receiver.answer = ok
  await world.send()
  expect(await attempts()).toEqual([{ attempts: 1, status: 'DELIVERED' }])
})

test('a worker that is killed between the answer and writing it down has the event sent again, with the same id', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-webhooks-'))
  const planFile = path.join(folder, 'plan')
  const plan: CrashPlan = { at: 'webhook.record.before', about: 'webhook *' }
  await writeFile(planFile, writePlan(plan))
  await world.endpoint()
  await world.happens()
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DATABASE_URL: world.url, WEBHOOK_KEYS: KEYS_TEXT, [PLAN_VARIABLE]: planFile },
  })
  const [, signal] = await once(child, 'exit')
  await rm(folder, { recursive: true })
  expect(signal).toBe('SIGKILL')
  expect(world.receiver.received).toHaveLength(1)
  expect(await attempts()).toEqual([{ attempts: 0, status: 'PENDING' }])
  await world.send()
  expect(world.receiver.received, 'while the lease of the dead one lasts').toHaveLength(1)
  world.services.clock.nowMs = () => Date.now() + 31_000
  await world.send()
  const ids = world.receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toEqual([ids[0], ids[0]])
  expect(await attempts()).toEqual([{ attempts: 1, status: 'DELIVERED' }])
})
