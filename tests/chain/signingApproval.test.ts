import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { ChainIntent } from '../../chain/intent.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import type { StepToSign } from '../../chain/step/tools.ts'
import { countCalls, faultyRpc } from './support/faultyRpc.ts'
import { deployedEscrow, deployIntent, fundedEscrow, fundIntent, newOrder, type TestOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const unknown = (): Promise<never> =>
  Promise.reject(new ChainStepError({ verdict: 'ask_human', message: 'the ledger knows no such step' }))

describe('the approval of a signature', () => {
  it('is asked for once per signed transaction, with what the step is for', async () => {
    const order = await newOrder(chain)
    const asked: StepToSign[] = []
    const approve = async (step: StepToSign): Promise<void> => void asked.push(step)
    const intent = deployIntent(order)
    await chain.engine({ approve }).finish('approved', intent, 'ord_1', context())
    await chain.engine({ approve }).finish('approved', intent, 'ord_1', context())
    expect(asked).toEqual([{ stepKey: 'approved', intent, orderId: 'ord_1' }])
  })

  it('is asked for again when the transaction is rebuilt, and can be taken back by then', async () => {
    const { seller } = await newOrder(chain)
    await chain.faucet(chain.signers.platform.treasury.publicKey(), '5.00')
    let asked = 0
    const approve = async (): Promise<void> => {
      asked += 1
      if (asked > 1) await unknown()
    }
    const rpc = faultyRpc(chain.rpc, () => ({ sendTransaction: async () => ({ status: 'PENDING', hash: '' }) }))
    const engine = chain.engine({ approve, rpc, limits: { ownValiditySeconds: 1 } })
    const intent: ChainIntent = { kind: 'topUp', payments: [{ address: seller, amountStroops: '10000000' }] }
    await expect(engine.finish('taken-back', intent, null, context())).rejects.toMatchObject({ verdict: 'ask_human' })
    expect(asked).toBe(2)
    expect(chain.store.attemptsOf('taken-back')).toMatchObject([{ attempt: 1, status: 'EXPIRED' }])
    expect(await usdcBalance(chain.rpc, chain.config, seller)).toBe(0n)
  })

  const steps: readonly [string, (order: TestOrder, contractId: string) => ChainIntent][] = [
    ['a deployment', deployIntent],
    ['a funding', fundIntent],
    ['an extension', (_order, contractId) => ({ kind: 'extendLifetime', contractId })],
    ['wallets', () => ({ kind: 'createWallets', addresses: [chain.newWallet()] })],
    [
      'a payment of the treasury',
      ({ seller }) => ({ kind: 'topUp', payments: [{ address: seller, amountStroops: '1' }] }),
    ],
  ]
  it.each(steps)('that is refused leaves %s unsigned, unstored and unsent', async (name, intentFor) => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const intent = intentFor(order, contractId)
    const key = `unapproved ${name}`
    const counted = countCalls(chain.rpc)
    const refused = chain.engine({ approve: unknown, rpc: counted.rpc }).finish(key, intent, null, context())
    await expect(refused).rejects.toMatchObject({ verdict: 'ask_human', message: 'the ledger knows no such step' })
    expect(chain.store.attemptsOf(key)).toEqual([])
    expect(counted.count('sendTransaction')).toBe(0)
  })

  it('that is refused once does not block the account for others', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    let isKnown = false
    const engine = chain.engine({ approve: async () => (isKnown ? undefined : await unknown()) })
    const approval: ChainIntent = {
      kind: 'approveMilestone',
      contract: 'single',
      contractId,
      approver: order.buyer,
      milestoneIndex: 0,
    }
    await expect(engine.finish(`${contractId}:a`, approval, null, context())).rejects.toBeInstanceOf(ChainStepError)
    isKnown = true
    await engine.finish(`${contractId}:a`, approval, null, context())
  })
})
