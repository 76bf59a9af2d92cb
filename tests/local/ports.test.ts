import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { choosePort, findFreePort, isPortFree, type PortWish } from '../../local/ports.ts'

async function occupyPort(host?: string): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen({ port: 0, ...(host ? { host } : {}) }, resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const api = (fallback: number): PortWish => ({ name: 'the API', variable: 'PORT', fallback, mayMove: false })
const temporal = (fallback: number): PortWish => ({
  name: 'Temporal',
  variable: 'OFFERHUB_TEMPORAL_PORT',
  fallback,
  mayMove: true,
})

test('the usual port is taken when nobody listens there', async () => {
  const free = await findFreePort()
  expect(await choosePort(api(free), {}, new Set(), () => undefined)).toBe(free)
})

test('a busy API port is an error that names the port, the process and what to do', async () => {
  const busy = await occupyPort('127.0.0.1')
  const attempt = choosePort(api(busy), {}, new Set(), () => undefined)
  await expect(attempt).rejects.toThrow(`Port ${busy} for the API is already in use`)
  await expect(attempt).rejects.toThrow(`pid ${process.pid}`)
  await expect(attempt).rejects.toThrow(`PORT=${busy + 1} npm start`)
})

test('a listener on all addresses makes the port busy too', async () => {
  expect(await isPortFree(await occupyPort())).toBe(false)
})

test('a busy port of a service moves to a free one, and says so', async () => {
  const busy = await occupyPort('127.0.0.1')
  const lines: string[] = []
  const port = await choosePort(temporal(busy), {}, new Set(), (line) => lines.push(line))
  expect(port).not.toBe(busy)
  expect(await isPortFree(port)).toBe(true)
  expect(lines).toEqual([expect.stringContaining(`Port ${busy} for Temporal is taken`)])
})

test('a busy port that was asked for by its variable does not move', async () => {
  const busy = await occupyPort('127.0.0.1')
  const attempt = choosePort(temporal(7233), { OFFERHUB_TEMPORAL_PORT: String(busy) }, new Set(), () => undefined)
  await expect(attempt).rejects.toThrow(`Port ${busy} for Temporal is already in use`)
})

test('a port promised to another service of the stack counts as busy', async () => {
  const free = await findFreePort()
  expect(await choosePort(temporal(free), {}, new Set([free]), () => undefined)).not.toBe(free)
})

test('a variable that holds no port is an error that names it', async () => {
  const attempt = choosePort(api(4000), { PORT: 'four' }, new Set(), () => undefined)
  await expect(attempt).rejects.toThrow('PORT is "four"')
})
