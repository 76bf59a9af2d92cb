import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LocalNetwork, startNetwork, temporaryFolder } from './localNetwork.ts'

const DEFAULTS = {
  contractErrorStatus: 400,
  validitySeconds: 300,
  requestsPerMinute: 0,
  submitAnswer: 'ok',
  indexerLagSeconds: 0,
  buildsAskIndexer: false,
  feeSurgeFactor: 1,
  historyRetentionLedgers: 0,
  hangMs: 60_000,
  faults: [],
}

let network: LocalNetwork
const folder = temporaryFolder()
beforeEach(async () => {
  network = await startNetwork(`${folder.path}/faults.db`)
})
afterEach(async () => {
  await network.close()
})
afterAll(() => folder.remove())

const shown = async (): Promise<unknown> => (await fetch(`${network.url}/control/faults`)).json()

async function patch(body: string): Promise<{ status: number; body: unknown }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${network.url}/control/faults`, { method: 'PATCH', headers, body })
  return { status: response.status, body: await response.json() }
}

const change = (faults: object) => patch(JSON.stringify(faults))

function askVendor(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-api-key': 'sandbox' }
  return fetch(`${network.url}/trustless-work${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** A build that is always refused: there is no such escrow. */
const refusedBuild = () =>
  askVendor('/escrow/single-release/fund-escrow', {
    contractId: network.usdcContractId,
    signer: network.usdc.getIssuer(),
    amount: 1,
  })

describe('the fault settings of a running sandbox', () => {
  it('are those of a vendor that behaves, until they are changed', async () => {
    expect(await shown()).toEqual(DEFAULTS)
  })

  it('change one by one, and are shown as they are', async () => {
    expect(await change({ validitySeconds: 30 })).toEqual({ status: 200, body: { ...DEFAULTS, validitySeconds: 30 } })
    await change({ submitAnswer: 'hangUpAfterApply' })
    expect(await shown()).toEqual({ ...DEFAULTS, validitySeconds: 30, submitAnswer: 'hangUpAfterApply' })
    const faults = [{ name: 'dropped', function: 'payment', times: 2 }, { name: 'lookupHangs' }]
    await change({ faults })
    expect(await shown()).toMatchObject({
      validitySeconds: 30,
      faults: [
        { name: 'dropped', function: 'payment', times: 2, left: 2 },
        { name: 'lookupHangs', times: 1, left: 1 },
      ],
    })
    expect(await change({})).toMatchObject({ status: 200, body: { validitySeconds: 30 } })
  })

  it("take effect on the vendor's API at once, and can be taken back", async () => {
    expect((await refusedBuild()).status).toBe(400)
    await change({ contractErrorStatus: 500 })
    expect((await refusedBuild()).status).toBe(500)
    await change({ requestsPerMinute: 1 })
    expect((await refusedBuild()).status).toBe(500)
    expect((await refusedBuild()).status).toBe(429)
    await change(DEFAULTS)
    expect((await refusedBuild()).status).toBe(400)
  })

  it('make the vendor hang up before a transaction is sent', async () => {
    await change({ submitAnswer: 'hangUpBeforeApply' })
    await expect(askVendor('/helper/send-transaction', { signedXdr: 'AAAA' })).rejects.toThrow('fetch failed')
  })

  it.each([
    ['an unknown field', '{"validitySecond": 30}', /validitySecond/],
    ['an unknown field beside a known one', '{"validitySeconds": 30, "latencyMs": 5}', /latencyMs/],
    ['another status', '{"contractErrorStatus": 418}', /contractErrorStatus/],
    ['a negative number', '{"requestsPerMinute": -1}', /requestsPerMinute/],
    ['a fraction', '{"validitySeconds": 1.5}', /validitySeconds/],
    ['a validity of more than a day', '{"validitySeconds": 86401}', /validitySeconds/],
    ['a surge that makes fees fall', '{"feeSurgeFactor": 0}', /feeSurgeFactor/],
    ['a silence without end', '{"hangMs": 600001}', /hangMs/],
    ['a negative lag', '{"indexerLagSeconds": -1}', /indexerLagSeconds/],
    ['a fault that does not exist', '{"faults": [{"name": "tryAgain"}]}', /faults/],
    ['a fault of no times', '{"faults": [{"name": "dropped", "times": 0}]}', /times/],
    ['a fault of a function that does not exist', '{"faults": [{"name": "dropped", "function": "fund"}]}', /function/],
    [
      'a fault that cannot strike where it is asked for',
      '{"faults": [{"name": "tamperedAmount", "function": "release_funds"}]}',
      /tamperedAmount cannot strike at release_funds/,
    ],
    ['an answer that it does not know', '{"submitAnswer": "maybe"}', /submitAnswer/],
    ['null for a value', '{"submitAnswer": null}', /submitAnswer/],
    ['a list', '[]', /expected object/i],
    ['something else than JSON', '{"validitySeconds":', /cannot be read as JSON/],
  ])('refuse %s, and stay as they are', async (_what, body, reason) => {
    expect(await patch(body)).toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_REQUEST', message: expect.stringMatching(reason) } },
    })
    expect(await shown()).toEqual(DEFAULTS)
  })

  it('are forgotten when the sandbox starts again on the same file', async () => {
    await change({ requestsPerMinute: 50, faults: [{ name: 'dropped' }] })
    await network.close()
    network = await startNetwork(`${folder.path}/faults.db`)
    expect(await shown()).toEqual(DEFAULTS)
  })
})
