import { Keypair, Operation, StrKey, type xdr } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcAsset } from '../../chain/network.ts'
import { RpcError } from '../../chain/rpc/errors.ts'
import { examineDestination } from '../../chain/withdrawals/examineDestination.ts'
import type { WithdrawalMemo } from '../../domain/withdrawal/terms.ts'
import { USDC_ISSUER } from '../../sandbox/genesis.ts'
import { countCalls, faultyRpc } from './support/faultyRpc.ts'
import { freeze, openReceiver, type Receiver } from './support/receiver.ts'
import { startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

type Asked = { readonly amountStroops?: string; readonly memo?: WithdrawalMemo | null }

const examine = (destination: string, { amountStroops = '300000000', memo = null }: Asked = {}) =>
  examineDestination(chain, { destination, amountStroops, memo })

const asset = () => usdcAsset(chain.config)
const demandMemo = (value: string) => Operation.manageData({ name: 'config.memo_required', value })

async function receiver(...operations: readonly xdr.Operation[]): Promise<Receiver> {
  const opened = await openReceiver(chain)
  if (operations.length > 0) await opened.do(...operations)
  return opened
}

describe('a destination on the ledger', () => {
  it('that can take the amount is taken after one question to the network', async () => {
    const { address, muxed } = await receiver()
    const { rpc, count } = countCalls(chain.rpc)
    const terms = { destination: address, amountStroops: '300000000', memo: null }
    expect(await examineDestination({ rpc, config: chain.config }, terms)).toBeNull()
    expect(count('getLedgerEntries')).toBe(1)
    expect(await examine(muxed('77'))).toBeNull()
  })

  it.each(['', 'SCZANGBA5YHTNYVVV4C3U252E2B6P6F5T3U6MM63WBSBZATAQI3EBTQ4', 'nobody*example.com'])(
    'is none when it is "%s", and the network is not asked',
    async (text) => {
      const { rpc, count } = countCalls(chain.rpc)
      const terms = { destination: text, amountStroops: '1', memo: null }
      expect(await examineDestination({ rpc, config: chain.config }, terms)).toBe('not_an_address')
      expect(count('getLedgerEntries')).toBe(0)
    },
  )

  it('that is a contract is refused', async () => {
    expect(await examine(StrKey.encodeContract(Buffer.alloc(32, 1)))).toBe('is_a_contract')
  })

  it('that does not exist is refused', async () => {
    expect(await examine(Keypair.random().publicKey())).toBe('does_not_exist')
  })

  it('that issues USDC is refused', async () => {
    expect(await examine(USDC_ISSUER)).toBe('is_the_issuer')
  })

  it('without a trustline is refused', async () => {
    const { address } = await openReceiver(chain, { trustline: false })
    expect(await examine(address)).toBe('no_trustline')
  })

  it('that the issuer froze is refused', async () => {
    const frozen = await receiver()
    await frozen.do(...freeze(chain, frozen.address))
    expect(await examine(frozen.address)).toBe('not_authorized')
  })

  it('is refused a stroop more than its limit leaves room for', async () => {
    const { address } = await receiver(Operation.changeTrust({ asset: asset(), limit: '30' }))
    await chain.faucet(address, '1.00')
    expect(await examine(address, { amountStroops: '290000000' })).toBeNull()
    expect(await examine(address, { amountStroops: '290000001' })).toBe('trustline_full')
  })

  it('that demands a memo is refused without one, and taken with one or with a number in the address', async () => {
    const { address, muxed } = await receiver(demandMemo('1'))
    expect(await examine(address)).toBe('memo_required')
    expect(await examine(address, { memo: { type: 'text', value: 'x' } })).toBeNull()
    expect(await examine(muxed('77'))).toBeNull()
  })

  it('that demanded a memo once, or says something else there, is taken without one', async () => {
    expect(await examine((await receiver(demandMemo('0'))).address)).toBeNull()
    const { address } = await receiver(
      demandMemo('1'),
      Operation.manageData({ name: 'config.memo_required', value: null }),
    )
    expect(await examine(address)).toBeNull()
  })

  it('is not judged while the network cannot be asked', async () => {
    const { address } = await receiver()
    const rpc = faultyRpc(chain.rpc, () => ({
      getLedgerEntries: () => Promise.reject(new RpcError('getLedgerEntries', 'timeout', 'no answer')),
    }))
    const terms = { destination: address, amountStroops: '1', memo: null }
    await expect(examineDestination({ rpc, config: chain.config }, terms)).rejects.toBeInstanceOf(RpcError)
  })
})
