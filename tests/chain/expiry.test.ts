import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import { RpcError } from '../../chain/rpc/errors.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
let seller: string
beforeAll(async () => {
  chain = await startChain()
  await chain.faucet(chain.signers.platform.treasury.publicKey(), '50.00')
  seller = (await newOrder(chain)).seller
})
afterAll(() => chain.close())

const payment = () => ({ kind: 'topUp', payments: [{ address: seller, amountStroops: '10000000' }] }) as const

describe('an envelope that never reached the network', () => {
  it('is rebuilt once the ledger has closed after its end, and the payment is made once', async () => {
    const before = await usdcBalance(chain.rpc, chain.config, seller)
    const sent: string[] = []
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async sendTransaction(envelope) {
        if (sent.length === 0 || sent.at(-1) === envelope) {
          sent.push(envelope)
          return { status: 'PENDING', hash: '' }
        }
        return real.sendTransaction(envelope)
      },
    }))
    const engine = chain.engine({ rpc, limits: { ownValiditySeconds: 1 } })
    const result = await engine.finish('expires', payment(), null, context())
    const attempts = chain.store.attemptsOf('expires')
    expect(attempts).toMatchObject([{ status: 'EXPIRED' }, { status: 'APPLIED', hash: result.hash }])
    expect(await usdcBalance(chain.rpc, chain.config, seller)).toBe(before + 10_000_000n)
  })

  it('is never rebuilt while it may still apply, however long it is watched', async () => {
    const stop = new AbortController()
    let lookups = 0
    const rpc = faultyRpc(chain.rpc, (real) => ({
      sendTransaction: async () => ({ status: 'PENDING', hash: '' }),
      async getTransaction(hash) {
        lookups += 1
        if (lookups === 12) stop.abort(new Error('watched long enough'))
        return real.getTransaction(hash)
      },
    }))
    const watching = chain.engine({ rpc }).finish('patient', payment(), null, context({ signal: stop.signal }))
    await expect(watching).rejects.toThrow('watched long enough')
    expect(chain.store.attemptsOf('patient')).toMatchObject([{ attempt: 1, status: 'PREPARED' }])
    const { hash } = await chain.engine().finish('patient', payment(), null, context())
    expect(chain.store.attemptsOf('patient')).toMatchObject([{ attempt: 1, status: 'APPLIED', hash }])
  })
})

describe('an envelope whose time is over', () => {
  /** Makes the server's history begin a moment ago, so that its silence proves nothing. */
  const forgetful = (real: TestChain['rpc']) => ({
    async getTransaction(hash: string) {
      const answer = await real.getTransaction(hash)
      return {
        ...answer,
        status: 'NOT_FOUND' as const,
        oldestLedger: answer.latestLedger,
        oldestLedgerCloseTime: answer.latestLedgerCloseTime,
      }
    },
  })

  it('is not rebuilt when it applied and the server has forgotten it: somebody has to look', async () => {
    const engine = chain.engine({ limits: { ownValiditySeconds: 1 }, rpc: faultyRpc(chain.rpc, forgetful) })
    await expect(engine.finish('forgotten', payment(), null, context())).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/no longer remembers/),
    })
    expect(chain.store.attemptsOf('forgotten')).toMatchObject([{ attempt: 1, status: 'PREPARED' }])
    const { hash } = await chain.engine().finish('forgotten', payment(), null, context())
    expect(chain.store.attemptsOf('forgotten')).toMatchObject([{ attempt: 1, status: 'APPLIED', hash }])
  })

  it('is rebuilt in spite of a short memory when its sequence number is still unused', async () => {
    let isLosing = true
    const rpc = faultyRpc(chain.rpc, (real) => ({
      ...forgetful(real),
      sendTransaction: async (envelope) =>
        isLosing ? { status: 'PENDING', hash: '' } : real.sendTransaction(envelope),
    }))
    const engine = chain.engine({ limits: { ownValiditySeconds: 1, maxRebuildsPerCall: 0 }, rpc })
    await expect(engine.finish('unused', payment(), null, context())).rejects.toMatchObject({ verdict: 'retry' })
    expect(chain.store.attemptsOf('unused')).toMatchObject([{ attempt: 1, status: 'EXPIRED' }])
    isLosing = false
    await chain.engine().finish('unused', payment(), null, context())
    expect(chain.store.attemptsOf('unused').map(({ status }) => status)).toEqual(['EXPIRED', 'APPLIED'])
  })
})

describe('a server that cannot be reached', () => {
  it('for a while delays the step and does not repeat it', async () => {
    const before = await usdcBalance(chain.rpc, chain.config, seller)
    let failures = 0
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async sendTransaction(envelope) {
        await real.sendTransaction(envelope)
        throw new RpcError('sendTransaction', 'timeout', 'the answer was lost')
      },
      async getTransaction(hash) {
        failures += 1
        if (failures < 4) throw new RpcError('getTransaction', 'unreachable', 'connection refused')
        return real.getTransaction(hash)
      },
    }))
    await chain.engine({ rpc }).finish('unreachable', payment(), null, context())
    expect(chain.store.attemptsOf('unreachable')).toMatchObject([{ attempt: 1, status: 'APPLIED' }])
    expect(await usdcBalance(chain.rpc, chain.config, seller)).toBe(before + 10_000_000n)
  })
})
