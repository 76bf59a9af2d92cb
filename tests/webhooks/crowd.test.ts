import { expect, test } from 'vitest'
import { createSender } from '../../activities/webhooks/sendDue.ts'
import { until } from '../sandbox/localNetwork.ts'
import { ok } from './support/receiver.ts'
import { useWorld } from './support/useWorld.ts'

const world = await useWorld()

/** Answers those that go to these paths when it is told to, the others at once. */
function holding(...paths: string[]) {
  const held: (() => void)[] = []
  world.receiver.answer = ({ path }, response) => {
    const answer = () => response.writeHead(204).end()
    if (paths.includes(path)) held.push(answer)
    else answer()
  }
  return {
    held,
    release() {
      world.receiver.answer = ok
      for (const answer of held.splice(0)) answer()
    },
  }
}

const arrived = (path: string) => world.receiver.received.filter((one) => one.path === path).length

test('an endpoint that does not answer holds a few attempts, and the others get everything meanwhile', async () => {
  const slow = await world.endpoint({ url: `${world.receiver.url}/slow` })
  await world.endpoint({ url: `${world.receiver.url}/quick` })
  for (let n = 0; n < 30; n++) await world.happens()
  world.nowMs = Date.now()
  const silent = holding('/slow')
  const sender = createSender({ ...world.services, db: world.db, stopping: new AbortController().signal })
  await until(async () => {
    await sender.begin()
    return arrived('/quick') === 30 || undefined
  }, 'thirty deliveries to the quick endpoint')
  expect(arrived('/slow')).toBe(4)
  expect(sender.count).toBeLessThan(20)
  silent.release()
  while ((await sender.begin()) > 0 || sender.count > 0) await sender.anyEnds()
  expect(arrived('/slow')).toBe(30)
  expect((await world.deliveries(slow.id)).every(({ status }) => status === 'DELIVERED')).toBe(true)
})

test('many silent endpoints together do not fill the sender once they are known to fail', async () => {
  const paths = Array.from({ length: 15 }, (_, n) => `/silent${n}`)
  for (const path of paths) await world.endpoint({ url: world.receiver.url + path })
  await world.db.sql`update webhook_endpoints set is_failing = true where removed_at is null`
  await world.endpoint({ url: `${world.receiver.url}/quick` })
  for (let n = 0; n < 25; n++) await world.happens()
  world.nowMs = Date.now()
  const silent = holding(...paths)
  const sender = createSender({ ...world.services, db: world.db, stopping: new AbortController().signal })
  await until(async () => {
    await sender.begin()
    return arrived('/quick') === 25 || undefined
  }, 'twenty-five deliveries to the quick endpoint')
  await until(async () => (sender.count === 10 ? true : undefined), 'only those that are held')
  expect(silent.held).toHaveLength(10)
  expect(Math.max(...paths.map(arrived))).toBe(1)
  silent.release()
  while (sender.count > 0) await sender.anyEnds()
})

test('what one process holds no other one sends, until its lease is over', async () => {
  const endpoint = await world.endpoint({ url: `${world.receiver.url}/slow` })
  await world.happens()
  world.nowMs = Date.now()
  const silent = holding('/slow')
  const services = { ...world.services, db: world.db, stopping: new AbortController().signal }
  const [one, other] = [createSender(services), createSender(services)]
  expect(await one.begin()).toBe(1)
  expect(await other.begin()).toBe(0)
  await until(async () => (silent.held.length === 1 ? true : undefined), 'the first attempt')
  world.nowMs += 30_001
  expect(await other.begin()).toBe(1)
  await until(async () => (silent.held.length === 2 ? true : undefined), 'the second attempt')
  silent.release()
  for (const sender of [one, other]) while (sender.count > 0) await sender.anyEnds()
  expect(await world.deliveries(endpoint.id)).toMatchObject([{ status: 'DELIVERED', attempts: 1 }])
})
