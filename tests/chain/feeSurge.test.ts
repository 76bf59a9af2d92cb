import { xdr } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { ChainIntent } from '../../chain/intent.ts'
import type { ChainRpc } from '../../chain/rpc/client.ts'
import type { StepProgress } from '../../chain/step/engine.ts'
import { feeOffered, transactionIn } from '../../chain/step/envelopes.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { deployIntent, disputedEscrow, fundIntent, newOrder, resolveIntent } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
let seller: string
beforeAll(async () => {
  chain = await startChain()
  await chain.faucet(chain.signers.platform.treasury.publicKey(), '50.00')
  seller = (await newOrder(chain)).seller
})
afterAll(() => chain.close())

const payment = (): ChainIntent => ({ kind: 'topUp', payments: [{ address: seller, amountStroops: '10000000' }] })

const refusal = (result: xdr.TransactionResultResult): string =>
  new xdr.TransactionResult({ feeCharged: 0n, result, ext: xdr.TransactionResultExt.v0() }).toXdr('base64')
const tooLow = refusal(xdr.TransactionResultResult.txInsufficientFee())
const tooLate = refusal(xdr.TransactionResultResult.txTooLate())

/** A network that takes nothing below a fee; `sent` collects what was offered. */
function surging(isEnough: (envelope: string, sent: readonly string[]) => boolean): { rpc: ChainRpc; sent: string[] } {
  const sent: string[] = []
  const rpc = faultyRpc(chain.rpc, (real) => ({
    async sendTransaction(envelope, signal) {
      sent.push(envelope)
      if (isEnough(envelope, sent)) return await real.sendTransaction(envelope, signal)
      return { status: 'ERROR', hash: '', errorResultXdr: tooLow }
    },
  }))
  return { rpc, sent }
}

/** What an envelope offers beyond the price of its resources. */
function inclusion(envelopeXdr: string): bigint {
  const { ext } = transactionIn(envelopeXdr)
  return feeOffered(envelopeXdr) - (ext.type === 'sorobanData' ? ext.sorobanData.resourceFee : 0n)
}

describe('a fee surge', () => {
  it('that ends while the envelope lives is waited out with the same bytes, and the heartbeat says so', async () => {
    const { rpc, sent } = surging((_envelope, all) => all.length > 3)
    const reports: StepProgress[] = []
    const heartbeat = (progress: StepProgress): void => void reports.push(progress)
    await chain.engine({ rpc }).finish('waited', payment(), null, context({ heartbeat }))
    expect([sent.length, new Set(sent).size]).toEqual([4, 1])
    expect(chain.store.attemptsOf('waited')).toMatchObject([{ attempt: 1, status: 'APPLIED' }])
    expect(reports.map(({ answer }) => answer)).toContain(
      'The network refused the transaction for now with txInsufficientFee',
    )
  })

  it('that lasts longer is met with four times the fee, once the first envelope can never apply', async () => {
    const { rpc } = surging((envelope) => inclusion(envelope) >= 160_000n)
    const before = await usdcBalance(chain.rpc, chain.config, seller)
    const reports: StepProgress[] = []
    const heartbeat = (progress: StepProgress): void => void reports.push(progress)
    const engine = chain.engine({ rpc, limits: { ownValiditySeconds: 1 } })
    await engine.finish('raised', payment(), null, context({ heartbeat }))
    const attempts = chain.store.attemptsOf('raised')
    expect(attempts.map(({ envelopeXdr }) => inclusion(envelopeXdr))).toEqual([10_000n, 40_000n, 160_000n])
    expect(attempts).toMatchObject([
      { status: 'EXPIRED', failure: expect.stringMatching(/expired without being applied.*txInsufficientFee/) },
      { status: 'EXPIRED', failure: expect.stringMatching(/txInsufficientFee/) },
      { status: 'APPLIED', failure: null },
    ])
    expect(reports.at(-1)).toMatchObject({ attempt: 3, lastFailure: attempts[1]?.failure, result: 'APPLIED' })
    expect(await usdcBalance(chain.rpc, chain.config, seller)).toBe(before + 10_000_000n)
  })

  it('is still why an envelope died when the last that was said of it is that it comes too late', async () => {
    const sent: string[] = []
    const rpc = faultyRpc(chain.rpc, () => ({
      async sendTransaction(envelope) {
        sent.push(envelope)
        return { status: 'ERROR', hash: '', errorResultXdr: sent.length === 1 ? tooLow : tooLate }
      },
    }))
    const limits = { ownValiditySeconds: 1, maxRebuildsPerCall: 0 }
    await expect(chain.engine({ rpc, limits }).finish('late', payment(), null, context())).rejects.toMatchObject({
      verdict: 'retry',
      message: expect.stringMatching(/expired without being applied.*txInsufficientFee/),
    })
    expect(sent.length).toBeGreaterThan(1)
    await chain.engine().finish('late', payment(), null, context())
  })

  it('beyond the cap is left to somebody, and the step goes on when the network is quieter', async () => {
    let isSurging = true
    const { rpc } = surging(() => !isSurging)
    const config = { ...chain.config, feeCapStroops: 15_000n }
    const engine = chain.engine({ rpc, config, limits: { ownValiditySeconds: 1 } })
    await expect(engine.finish('capped', payment(), null, context())).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/wants more than the 10000 stroops.*cap is 15000.*txInsufficientFee/),
    })
    expect(chain.store.attemptsOf('capped')).toMatchObject([{ status: 'EXPIRED' }])
    isSurging = false
    await engine.finish('capped', payment(), null, context())
    expect(chain.store.attemptsOf('capped').map(({ status }) => status)).toEqual(['EXPIRED', 'APPLIED'])
  })
})

describe('the fee that is offered for a contract call', () => {
  it('is ours and not the small one of the vendor, for wallets and for the accounts of the platform', async () => {
    const order = await newOrder(chain)
    const deployment = await chain.engine().prepare('offer-deploy', deployIntent(order), null)
    await chain.engine().finish('offer-deploy', deployIntent(order), null, context())
    const contractId = deployment.contractId ?? ''
    const funding = await chain.engine().prepare('offer-fund', fundIntent(order, contractId), null)
    const disputed = await newOrder(chain)
    const disputedId = await disputedEscrow(chain.engine(), disputed)
    const shares = [{ address: disputed.buyer, amountStroops: '800000000' }]
    const resolution = await chain.engine().prepare('offer-resolve', resolveIntent(disputed, disputedId, shares), null)
    expect([deployment, funding, resolution].map(({ envelopeXdr }) => inclusion(envelopeXdr))).toEqual([
      10_000n,
      // A fee bump counts as an operation of its own.
      20_000n,
      10_000n,
    ])
    await chain.engine().finish('offer-resolve', resolveIntent(disputed, disputedId, shares), null, context())
  })

  it('changes nothing else of what was verified', async () => {
    const order = await newOrder(chain)
    const built: string[] = []
    const trustlessWork: TestChain['trustlessWork'] = {
      async build(...args) {
        const envelope = await chain.trustlessWork.build(...args)
        built.push(envelope)
        return envelope
      },
    }
    const { envelopeXdr } = await chain.engine({ trustlessWork }).prepare('only-fee', deployIntent(order), null)
    const parts = (text: string) => {
      const envelope = xdr.TransactionEnvelope.fromXdr(text, 'base64')
      if (envelope.type !== 'envelopeTypeTx') throw new Error('a plain transaction was built')
      const { sourceAccount, seqNum, cond, memo, operations, ext } = envelope.v1.tx
      return new xdr.Transaction({ sourceAccount, fee: 0, seqNum, cond, memo, operations, ext }).toXdr('base64')
    }
    expect(parts(envelopeXdr)).toBe(parts(built[0] ?? ''))
    await chain.engine().finish('only-fee', deployIntent(order), null, context())
  })

  it('is higher for the renewal of a deployment', async () => {
    const [order, other] = [await newOrder(chain), await newOrder(chain)]
    const signers = { ...chain.signers, deployers: chain.signers.deployers.slice(0, 1) }
    const engine = chain.engine({ signers })
    await engine.prepare('dearer', deployIntent(order), null)
    await chain.engine({ signers }).finish('dearer-overtaker', deployIntent(other), null, context())
    await engine.finish('dearer', deployIntent(order), null, context())
    expect(chain.store.attemptsOf('dearer').map(({ envelopeXdr }) => inclusion(envelopeXdr))).toEqual([
      10_000n,
      40_000n,
    ])
  })
})
