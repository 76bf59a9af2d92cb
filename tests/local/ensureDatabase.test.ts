import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import postgres from 'postgres'
import { expect, inject, onTestFinished, test } from 'vitest'
import { ensureDatabase } from '../../local/postgres/ensureDatabase.ts'

/** What a server says that is still recovering: an ErrorResponse with severity, code and message. */
function refusal(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mthe database system is not yet accepting connections\0\0`)
  const length = Buffer.alloc(4)
  length.writeInt32BE(fields.length + length.length)
  return Buffer.concat([Buffer.from('E'), length, fields])
}

/** A door before the real server that turns the first callers away. */
async function doorThatRefuses(times: number, code: string): Promise<{ url: string; callers: () => number }> {
  const target = new URL(inject('postgresUrl'))
  const realPort = Number(target.port)
  let callers = 0
  const door: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (callers++ < times) {
      socket.once('data', () => socket.end(refusal(code)))
      return
    }
    const real = connect(realPort, target.hostname)
    real.on('error', () => socket.destroy())
    socket.pipe(real).pipe(socket)
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  onTestFinished(() => void door.close())
  target.port = String((door.address() as AddressInfo).port)
  return { url: target.href, callers: () => callers }
}

async function exists(name: string): Promise<boolean> {
  const sql = postgres(inject('postgresUrl'), { max: 1 })
  try {
    return (await sql`select 1 from pg_database where datname = ${name}`).length === 1
  } finally {
    await sql.unsafe(`drop database if exists "${name}"`)
    await sql.end()
  }
}

test('waits for a server that recovers once more after it came up, and makes the database then', async () => {
  const name = `ensured_${randomUUID().replaceAll('-', '')}`
  const { url, callers } = await doorThatRefuses(3, '57P03')
  await ensureDatabase(url, name)
  expect(callers()).toBeGreaterThan(3)
  expect(await exists(name)).toBe(true)
})

test('does not wait when the server refuses for a reason that stays', async () => {
  const { url, callers } = await doorThatRefuses(Number.POSITIVE_INFINITY, '28P01')
  await expect(ensureDatabase(url, 'never')).rejects.toThrow('not yet accepting connections')
  expect(callers()).toBe(1)
})

test('does not wait for a server that has ended', async () => {
  const { url, callers } = await doorThatRefuses(Number.POSITIVE_INFINITY, '57P03')
  await expect(ensureDatabase(url, 'never', () => callers() >= 2)).rejects.toThrow('not yet accepting connections')
  expect(callers()).toBe(2)
})
