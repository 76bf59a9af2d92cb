import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ESCROW_WASM_HASH, MULTI_ESCROW_WASM_HASH } from '../../sandbox/genesis.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, databasePath: ':memory:', ledgerIntervalMs: 0 })
})
afterAll(() => sandbox.close())

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown> & { readonly error?: { readonly code: string; readonly message: string } }
}

async function post(path: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

async function network(): Promise<Record<string, unknown>> {
  const response = await fetch(`${sandbox.url}/control/network`)
  return (await response.json()) as Record<string, unknown>
}

describe('a sandbox without a ledger clock', () => {
  test('closes exactly the ledgers that it is asked for', async () => {
    const { latestLedger } = await network()
    const { status, body } = await post('/control/ledgers', { count: 3 })
    expect([status, body.latestLedger]).toEqual([200, Number(latestLedger) + 3])
    expect((await network()).latestLedger).toBe(Number(latestLedger) + 3)
  })

  test('jumps over many ledgers at once and takes the close time along', async () => {
    const first = await post('/control/ledgers', { count: 1 })
    const { body } = await post('/control/ledgers', { count: 2_000_000, seconds: 10_000_000 })
    expect(body.latestLedger).toBe(Number(first.body.latestLedger) + 2_000_000)
    expect(Number(body.latestLedgerCloseTime)).toBeGreaterThanOrEqual(
      Number(first.body.latestLedgerCloseTime) + 10_000_000,
    )
  })

  test('refuses a count that is not a positive whole number', async () => {
    for (const count of [0, -1, 1.5, '3', 10_000_001]) {
      const { status, body } = await post('/control/ledgers', { count })
      expect([status, body.error?.code]).toEqual([400, 'INVALID_REQUEST'])
    }
  })
})

describe('a bare instance', () => {
  const CONTRACT_ID = 'CAAFK53FLX4OGYYHHH72WOZBZCQT7HESFYTK7XBZL3YBZKRZWFHDKI6W'

  test('stands under the wanted id, once', async () => {
    const wanted = { wasmHash: ESCROW_WASM_HASH, contractId: CONTRACT_ID }
    expect(await post('/control/instances', wanted)).toEqual({ status: 201, body: { contractId: CONTRACT_ID } })
    const again = await post('/control/instances', wanted)
    expect([again.status, again.body.error?.code]).toEqual([409, 'CONTRACT_EXISTS'])
  })

  test('gets an id of its own when none is wanted', async () => {
    const wanted = { wasmHash: MULTI_ESCROW_WASM_HASH }
    const [first, second] = [await post('/control/instances', wanted), await post('/control/instances', wanted)]
    expect(first.body.contractId).toMatch(/^C[A-Z2-7]{55}$/)
    expect(second.body.contractId).not.toBe(first.body.contractId)
  })

  test('is refused for code that the network does not know, and for an id that is none', async () => {
    const unknown = await post('/control/instances', { wasmHash: '00'.repeat(32) })
    expect([unknown.status, unknown.body.error?.code]).toEqual([404, 'CODE_NOT_FOUND'])
    const malformed = await post('/control/instances', { wasmHash: ESCROW_WASM_HASH, contractId: 'C123' })
    expect([malformed.status, malformed.body.error?.message]).toEqual([400, expect.stringContaining('contractId')])
  })
})

describe('what a client has to know', () => {
  test('names the code of both kinds of escrow', async () => {
    const facts = await network()
    expect(facts).toMatchObject({ escrowWasmHash: ESCROW_WASM_HASH, multiEscrowWasmHash: MULTI_ESCROW_WASM_HASH })
  })
})
