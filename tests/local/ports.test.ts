import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { CLAIMS, claimPort } from '../../local/claimPort.ts'
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

/** A program that holds its ports until the test ends. */
function holdPorts(count: number): Promise<number[]> {
  const program = `
    import { findFreePort } from ${JSON.stringify(new URL('../../local/ports.ts', import.meta.url).href)}
    const ports = await Promise.all(Array.from({ length: ${count} }, () => findFreePort()))
    console.log(JSON.stringify(ports))
    process.stdin.resume()`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void holder.stdin.end())
  return new Promise((resolve) => createInterface(holder.stdout).once('line', (line) => resolve(JSON.parse(line))))
}

test('programs that look for free ports at once, and bind them later, never get the same one', async () => {
  const held = await Promise.all([holdPorts(400), holdPorts(400), holdPorts(400)])
  expect(new Set(held.flat()).size).toBe(1_200)
})

test('the promise of a program that was killed does not keep its port', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const port = await findFreePort()
  const claim = join(CLAIMS, String(port + 1))
  writeFileSync(claim, String(pid))
  expect(claimPort(port + 1)).toBe(true)
  expect(claimPort(port + 1)).toBe(false)
})
