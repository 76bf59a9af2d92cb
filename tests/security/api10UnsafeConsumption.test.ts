import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Keypair } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_ANSWER_BYTES } from '../../chain/http/request.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import { RpcError } from '../../chain/rpc/errors.ts'
import { readEntries } from '../../chain/rpc/readEntries.ts'
import { createTrustlessWork } from '../../chain/trustlessWork/client.ts'
import { TrustlessWorkError } from '../../chain/trustlessWork/errors.ts'

/**
 * OWASP API10:2023. The RPC server and Trustless Work are other people's. Whatever they answer, a call ends in time, in a
 * bounded amount of memory, and either with what was asked for or with an error that says what to make of it. (That
 * nothing they build is signed unless it is what was asked for is in tests/chain and chain/verify; Horizon is not used.)
 */
type Answer = (request: IncomingMessage, response: ServerResponse) => void

const TIMEOUT_MS = 400
/** Generous for a machine that does other things; without a limit these calls would take minutes, or never end. */
const IN_TIME_MS = 5_000

let server: Server
let base = ''
let elsewhere = 0
/** How much the hostile server got rid of before it was cut off. */
let poured = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = request.url?.split('/')[1] ?? ''
    if (name === 'elsewhere') elsewhere += 1
    // Read to the end, as servers do; otherwise keep-alive connections get stuck.
    request.resume()
    answers[name]?.(request, response)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const json =
  (body: unknown): Answer =>
  (_, response) =>
    response.end(JSON.stringify(body))
const status =
  (code: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(code, headers).end(body)
const redirect =
  (code: number): Answer =>
  (_, response) =>
    response.writeHead(code, { location: `${base}/elsewhere` }).end()

/** Writes for as long as it is let. */
const pour: Answer = (_, response) => {
  const chunk = Buffer.alloc(1_048_576, 'x')
  const more = () => {
    while (!response.destroyed) {
      poured += chunk.length
      if (!response.write(chunk)) return
    }
  }
  response.on('drain', more)
  more()
}

/** A letter now and then, so that no single wait is long. */
const drip: Answer = (_, response) => {
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}

const answers: Record<string, Answer> = {
  endless: pour,
  bomb: (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(4 * MAX_ANSWER_BYTES)))
  },
  silent: () => undefined,
  dripping: drip,
  headersOnly: (_, response) => response.writeHead(200, { 'content-length': '10' }).flushHeaders(),
  hangsUp: (_, response) => response.destroy(),
  cutOff: (_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"jsonrpc":"2.0"')
    response.destroy()
  },
  redirect301: redirect(301),
  redirect302: redirect(302),
  redirect307: redirect(307),
  html: status(200, '<html>Sign in to this network</html>', { 'content-type': 'text/html' }),
  empty: status(200, ''),
  nothing: status(204, ''),
  notUtf8: (_, response) => response.end(Buffer.from([0xff, 0xfe, 0x7b, 0x7d])),
  list: json([]),
  otherShape: json({ jsonrpc: '2.0', id: 1, result: { status: 'SUCCESS', hash: 5, unsignedTransaction: 5 } }),
  missing: json({ jsonrpc: '2.0', id: 1, result: {} }),
  text: json({ jsonrpc: '2.0', id: 1, result: 'PENDING', unsignedTransaction: ['AAAA'] }),
  proto: status(200, '{"__proto__": {"unsignedTransaction": "AAAA", "result": {"status": "PENDING"}}}'),
  numbers: json({ jsonrpc: '2.0', id: 1, result: { status: 'healthy', latestLedger: -1, oldestLedger: 1e99 } }),
  wrongXdr: json({ jsonrpc: '2.0', id: 1, result: { latestLedger: 5, entries: [{ key: 'AAAA', xdr: 'not xdr' }] } }),
  longRefusal: status(400, JSON.stringify({ message: 'x'.repeat(200_000) })),
}

const KEY = Keypair.random().publicKey()
const rpc = (name: string) => createRpc(`${base}/${name}`, { timeoutMs: TIMEOUT_MS })
const build = (name: string) => {
  const config = { trustlessWorkUrl: `${base}/${name}`, trustlessWorkApiKey: 'vendor-key', usdcIssuer: KEY }
  const release = { kind: 'release', contractId: 'C', releaseSigner: KEY } as const
  return createTrustlessWork(config, { timeoutMs: TIMEOUT_MS }).build(release, KEY)
}

const CALLS = {
  'an RPC server, asked for its health': (name: string) => rpc(name).getHealth(),
  'an RPC server, sent a transaction': (name: string) => rpc(name).sendTransaction('AAAA'),
  'an RPC server, asked for entries': (name: string) => readEntries(rpc(name), ['AAAA']),
  'Trustless Work, asked for a transaction': build,
}

describe.each(Object.entries(CALLS))('%s', (told, ask) => {
  const isRpc = told.includes('RPC')
  // Only one of them reads what these say.
  const foreign = isRpc ? ['longRefusal'] : ['numbers', 'wrongXdr']
  const harmless = told.includes('entries') ? [] : ['wrongXdr']
  const names = Object.keys(answers).filter((name) => !foreign.includes(name) && !harmless.includes(name))

  test.each(names)('that answers "%s" is an error in time, and one that tells what kind', async (name) => {
    const startedAt = performance.now()
    const error: unknown = await ask(name).then(
      (value) => `an answer: ${JSON.stringify(value)}`,
      (thrown: unknown) => thrown,
    )
    expect(performance.now() - startedAt).toBeLessThan(IN_TIME_MS)
    expect(error).toBeInstanceOf(isRpc ? RpcError : TrustlessWorkError)
    expect((error as Error).message.length).toBeLessThan(2_000)
  })
})

describe('a server that never stops', () => {
  test('is cut off at the limit', async () => {
    poured = 0
    // With time enough, so that it is the amount that ends it.
    const patient = createRpc(`${base}/endless`, { timeoutMs: 30_000 })
    await expect(patient.getHealth()).rejects.toMatchObject({ failure: 'malformed_answer' })
    // What lies in the buffers of both sides comes on top.
    expect(poured).toBeLessThan(3 * MAX_ANSWER_BYTES)
  })

  test('and packs what it says is not unpacked, because nobody asked it to', async () => {
    const patient = createRpc(`${base}/bomb`, { timeoutMs: 30_000 })
    await expect(patient.getHealth()).rejects.toMatchObject({ failure: 'malformed_answer' })
  })
})

test('nobody follows where a server sends them: the key and the envelope stay with the host that was configured', () => {
  expect(elsewhere).toBe(0)
})

test("a refusal from outside is not the caller's to read: too long a message is cut", async () => {
  const error = (await build('longRefusal').catch((thrown: unknown) => thrown)) as Error
  expect(error.message).toContain('xxx')
  expect(error.message.length).toBeLessThan(700)
})

test('no other code of the programs asks servers of other people, but for what sends webhooks', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const asking: string[] = []
  for (const folder of ['activities', 'api', 'chain', 'db', 'lifecycle', 'worker', 'workflows']) {
    const names = (await readdir(`${root}${folder}`, { recursive: true })).filter((name) => name.endsWith('.ts'))
    for (const name of names) {
      const source = await readFile(`${root}${folder}/${name}`, 'utf8')
      if (/\bfetch\(|from 'undici'|new (rpc\.|Horizon\.)Server/.test(source)) asking.push(`${folder}/${name}`)
    }
  }
  // webhookDeliveries.test.ts holds the sender to the same.
  expect(asking.sort()).toEqual([
    'activities/webhooks/pinnedAgent.ts',
    'activities/webhooks/post.ts',
    'chain/http/request.ts',
  ])
})
