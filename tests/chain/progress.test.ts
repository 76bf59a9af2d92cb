import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StepProgress } from '../../chain/step/engine.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { deployIntent, newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

describe('a running step', () => {
  it('reports each phase with the hash that an operator can look up', async () => {
    const order = await newOrder(chain)
    const reports: StepProgress[] = []
    const { hash } = await chain
      .engine()
      .finish('reporting', deployIntent(order), null, context({ heartbeat: (progress) => reports.push(progress) }))
    const phases = [...new Set(reports.map(({ phase }) => phase))]
    expect(phases).toEqual(['waiting_for_account', 'building', 'submitting', 'polling', 'settled'])
    expect(reports.at(-1)).toEqual({
      stepKey: 'reporting',
      attempt: 1,
      hash,
      phase: 'settled',
      lastFailure: null,
      answer: 'The transaction is on the ledger',
      result: 'APPLIED',
    })
  })

  it('stops with the reason of its caller while the network is silent, and frees the account', async () => {
    const order = await newOrder(chain)
    const stop = new AbortController()
    const rpc = faultyRpc(chain.rpc, () => ({
      sendTransaction: async () => ({ status: 'PENDING', hash: '' }),
      getTransaction: (_hash, signal) => {
        stop.abort(new Error('the worker shuts down'))
        return Promise.reject(signal?.reason ?? new Error('the call was given no signal'))
      },
    }))
    const engine = chain.engine({ rpc, signers: { ...chain.signers, deployers: chain.signers.deployers.slice(0, 1) } })
    const stopped = engine.finish('stopped', deployIntent(order), null, context({ signal: stop.signal }))
    await expect(stopped).rejects.toThrow('the worker shuts down')
    const next = await engine.prepare('next', deployIntent(order), null)
    expect(next.status).toBe('PREPARED')
  })

  it('gives up watching after its longest time and leaves the attempt as it is', async () => {
    const order = await newOrder(chain)
    const rpc = faultyRpc(chain.rpc, () => ({ sendTransaction: async () => ({ status: 'PENDING', hash: '' }) }))
    const watching = chain
      .engine({ rpc, limits: { maxWatchMs: 200 } })
      .finish('watched', deployIntent(order), null, context())
    await expect(watching).rejects.toMatchObject({ verdict: 'retry', message: expect.stringMatching(/not known/) })
    expect(chain.store.attemptsOf('watched')).toMatchObject([{ status: 'PREPARED' }])
  })
})
