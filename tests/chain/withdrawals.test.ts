import { FeeBumpTransaction, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAccounts } from '../../chain/accounts.ts'
import { usdcBalance } from '../../chain/balances.ts'
import { withdrawalMark } from '../../chain/classic/withdrawalMark.ts'
import type { WithdrawIntent } from '../../chain/intent.ts'
import { usdcAsset } from '../../chain/network.ts'
import { recogniseTransaction } from '../../chain/recovery/recogniseTransaction.ts'
import type { StepResult } from '../../chain/step/engine.ts'
import { readTransfers } from '../../chain/transfers/read.ts'
import type { WithdrawalId } from '../../domain/ids.ts'
import { type WithdrawalMemo, withdrawalStepKey } from '../../domain/withdrawal/terms.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { freeze, fundedWallet, openReceiver, type Receiver } from './support/receiver.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

let made = 0
const held = (address: string): Promise<bigint> => usdcBalance(chain.rpc, chain.config, address)

function withdrawal(wallet: string, destination: string, memo: WithdrawalMemo | null = null): WithdrawIntent {
  made += 1
  const withdrawalId: WithdrawalId = `wdr_${made}`
  return { kind: 'withdraw', withdrawalId, wallet, destination, amountStroops: '300000000', memo }
}

async function pay(intent: WithdrawIntent, engine = chain.engine()): Promise<StepResult> {
  return await engine.finish(withdrawalStepKey(intent.withdrawalId), intent, null, context())
}

const attemptsOf = ({ withdrawalId }: WithdrawIntent) => chain.store.attemptsOf(withdrawalStepKey(withdrawalId))

function bumpOf({ envelopeXdr }: { envelopeXdr: string }): { outer: FeeBumpTransaction; inner: Transaction } {
  const outer = TransactionBuilder.fromXDR(envelopeXdr, chain.config.passphrase)
  if (!(outer instanceof FeeBumpTransaction)) throw new Error('The payment of a wallet is wrapped in a fee bump')
  return { outer, inner: outer.innerTransaction }
}

function memoOf({ memo }: Transaction) {
  const value = memo.value ?? ''
  return { type: memo.type, value: typeof value === 'string' ? value : Buffer.from(value).toString() }
}

function signedFor(intent: WithdrawIntent, attempt = 0) {
  const stored = attemptsOf(intent)[attempt]
  if (stored === undefined) throw new Error(`There is no attempt ${attempt + 1}`)
  return { stored, ...bumpOf(stored) }
}

describe('a withdrawal', () => {
  it.each([
    ['without a memo', null],
    ['with a text', { type: 'text', value: 'Miete für März' }],
    ['with a number', { type: 'id', value: '18446744073709551615' }],
  ] as const)('%s is paid as asked, out of a wallet without XLM', async (_, memo) => {
    const [wallet, receiver] = [await fundedWallet(chain, '100.00'), await openReceiver(chain)]
    const intent = withdrawal(wallet, receiver.address, memo)
    const result = await pay(intent)
    const { stored, outer, inner } = signedFor(intent)
    expect(inner.operations).toEqual([
      { type: 'payment', destination: receiver.address, asset: usdcAsset(chain.config), amount: '30.0000000' },
    ])
    expect(inner.source).toBe(wallet)
    expect(memoOf(inner)).toEqual(memo ?? { type: 'none', value: '' })
    expect(outer.feeSource).toBe(chain.signers.platform.treasury.publicKey())
    expect([await held(wallet), await held(receiver.address)]).toEqual([700_000_000n, 300_000_000n])
    expect((await readAccounts(chain.rpc, chain.config, [wallet])).states.get(wallet)?.xlmStroops).toBe(0n)
    expect(stored).toMatchObject({ kind: 'withdraw', status: 'APPLIED', hash: result.hash, ledger: result.ledger })
  })

  it('to an address with a number in it reaches the account behind, and names the number and no memo', async () => {
    const [wallet, receiver] = [await fundedWallet(chain, '100.00'), await openReceiver(chain)]
    const intent = withdrawal(wallet, receiver.muxed('77'))
    const { hash, ledger } = await pay(intent)
    const { inner } = signedFor(intent)
    expect(inner.operations).toMatchObject([{ destination: receiver.muxed('77') }])
    expect(inner.memo.type).toBe('none')
    expect(await held(receiver.address)).toBe(300_000_000n)
    const { transfers } = await readTransfers(chain.rpc, chain.config, {
      cursor: null,
      startLedger: ledger,
      limit: 100,
    })
    expect(transfers.filter(({ transactionHash }) => transactionHash === hash)).toMatchObject([
      { from: wallet, to: receiver.address, amountStroops: '300000000', toMuxedId: '77' },
    ])
  })

  it('can be told on the ledger by its mark, which no other attempt has', async () => {
    const [wallet, receiver] = [await fundedWallet(chain, '100.00'), await openReceiver(chain)]
    const intent = withdrawal(wallet, receiver.address)
    await pay(intent)
    const seen = recogniseTransaction(signedFor(intent).stored.envelopeXdr, chain.config)
    expect(seen.content).toEqual({
      what: 'withdrawal',
      destination: receiver.address,
      amountStroops: '300000000',
      memo: null,
    })
    const key = withdrawalStepKey(intent.withdrawalId)
    expect(seen.minTimeSeconds).toBe(withdrawalMark(key, 1))
    const marks = Array.from({ length: 50 }, (_, at) => withdrawalMark(key, at + 1))
    expect(new Set(marks).size).toBe(50)
    for (const mark of marks) expect(mark > 0 && mark <= 1_000_000_000).toBe(true)
  })

  it('and another that is the same in everything, asked for at once by two processes, are both paid', async () => {
    const [wallet, receiver] = [await fundedWallet(chain, '60.00'), await openReceiver(chain)]
    const memo = { type: 'text', value: 'same' } as const
    const both = [withdrawal(wallet, receiver.address, memo), withdrawal(wallet, receiver.address, memo)]
    const results = await Promise.all(both.map((intent) => pay(intent, chain.engine())))
    expect(new Set(results.map(({ hash }) => hash)).size).toBe(2)
    const hashes = both.flatMap((intent) => attemptsOf(intent).flatMap(({ hash, innerHash }) => [hash, innerHash]))
    expect(new Set(hashes).size).toBe(hashes.length)
    expect([await held(wallet), await held(receiver.address)]).toEqual([0n, 600_000_000n])
  })

  it('whose envelope expired gets another one, with a mark and a hash of its own, and is paid once', async () => {
    const [wallet, receiver] = [await fundedWallet(chain, '100.00'), await openReceiver(chain)]
    const intent = withdrawal(wallet, receiver.address)
    const lost = new Set<string>()
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async sendTransaction(envelope, signal) {
        if (lost.size === 0) lost.add(envelope)
        return lost.has(envelope) ? { status: 'PENDING', hash: '' } : await real.sendTransaction(envelope, signal)
      },
    }))
    await pay(intent, chain.engine({ rpc, limits: { ownValiditySeconds: 1 } }))
    expect(attemptsOf(intent)).toMatchObject([{ status: 'EXPIRED' }, { status: 'APPLIED' }])
    const [first, second] = [signedFor(intent, 0), signedFor(intent, 1)]
    expect(first.inner.sequence).toBe(second.inner.sequence)
    expect(first.inner.timeBounds?.minTime).not.toBe(second.inner.timeBounds?.minTime)
    // A wallet's own offer stays the lowest there is: the bump around it bids more with each attempt.
    expect([first.inner.fee, second.inner.fee]).toEqual(['100', '100'])
    expect(BigInt(second.outer.fee)).toBe(BigInt(first.outer.fee) * 4n)
    expect(await held(receiver.address)).toBe(300_000_000n)
  })
})

describe('a withdrawal whose answer is lost', () => {
  it.each([
    ['after the network took it in', true],
    ['before the network saw it', false],
  ])('%s is the same envelope again, and paid once', async (_, arrives) => {
    const [wallet, receiver] = [await fundedWallet(chain, '100.00'), await openReceiver(chain)]
    const intent = withdrawal(wallet, receiver.address)
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async sendTransaction(envelope, signal) {
        if (arrives) await real.sendTransaction(envelope, signal)
        throw new Error('The process died')
      },
    }))
    await expect(pay(intent, chain.engine({ rpc }))).rejects.toThrow('The process died')
    const [stored] = attemptsOf(intent)
    const results = await Promise.all(Array.from({ length: 3 }, () => pay(intent)))
    expect(results.map(({ hash }) => hash)).toEqual([stored?.hash, stored?.hash, stored?.hash])
    expect(attemptsOf(intent)).toHaveLength(1)
    expect([await held(wallet), await held(receiver.address)]).toEqual([700_000_000n, 300_000_000n])
  })
})

describe('a destination that cannot take it any more', () => {
  const toSomebody = async (change: (receiver: Receiver) => Promise<void>) => {
    const [wallet, receiver] = [await fundedWallet(chain, '100.00'), await openReceiver(chain)]
    await change(receiver)
    return withdrawal(wallet, receiver.address)
  }
  const asset = () => usdcAsset(chain.config)

  it.each([
    [
      'because it gave up its trustline',
      'no_trustline',
      (receiver: Receiver) => receiver.do(Operation.changeTrust({ asset: asset(), limit: '0' })),
    ],
    [
      'because it is gone',
      'does_not_exist',
      (receiver: Receiver) =>
        receiver.do(
          Operation.changeTrust({ asset: asset(), limit: '0' }),
          Operation.accountMerge({ destination: chain.signers.platform.sponsor.publicKey() }),
        ),
    ],
    [
      'because its limit is a stroop too low',
      'trustline_full',
      (receiver: Receiver) => receiver.do(Operation.changeTrust({ asset: asset(), limit: '29.9999999' })),
    ],
    [
      'because the issuer froze it',
      'not_authorized',
      (receiver: Receiver) => receiver.do(...freeze(chain, receiver.address)),
    ],
  ] as const)('%s fails for good: no money moved, and no envelope is left', async (_, paymentFault, change) => {
    const intent = await toSomebody(change)
    await expect(pay(intent)).rejects.toMatchObject({
      verdict: 'refused',
      paymentFault,
      message: expect.stringContaining(intent.destination),
    })
    expect(attemptsOf(intent)).toMatchObject([{ attempt: 1, status: 'FAILED', ledger: expect.any(Number) }])
    expect(await held(intent.wallet)).toBe(1_000_000_000n)
  })

  it('is paid after all by whoever asks again when it has been put right', async () => {
    const [wallet, receiver] = [await fundedWallet(chain, '100.00'), await openReceiver(chain, { trustline: false })]
    const intent = withdrawal(wallet, receiver.address)
    await expect(pay(intent)).rejects.toMatchObject({ paymentFault: 'no_trustline' })
    await receiver.do(Operation.changeTrust({ asset: asset() }))
    await pay(intent)
    expect(attemptsOf(intent).map(({ status }) => status)).toEqual(['FAILED', 'APPLIED'])
    expect(await held(receiver.address)).toBe(300_000_000n)
  })
})

describe('a wallet that holds too little', () => {
  it('is no fault of the destination: somebody has to look, and the payment goes on when the money is there', async () => {
    const [wallet, receiver] = [await fundedWallet(chain, '29.99'), await openReceiver(chain)]
    const intent = withdrawal(wallet, receiver.address)
    await expect(pay(intent)).rejects.toMatchObject({ verdict: 'ask_human', paymentFault: undefined })
    expect(attemptsOf(intent)).toMatchObject([{ status: 'FAILED' }])
    await chain.faucet(wallet, '0.01')
    await pay(intent)
    expect([await held(wallet), await held(receiver.address)]).toEqual([0n, 300_000_000n])
  })
})
