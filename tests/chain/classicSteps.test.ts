import { Keypair } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAccounts } from '../../chain/accounts.ts'
import { usdcBalances } from '../../chain/balances.ts'
import { checkNetwork } from '../../chain/platform/checkNetwork.ts'
import { AccountNotFunded, setUpPlatform } from '../../chain/platform/setUp.ts'
import { countCalls } from './support/faultyRpc.ts'
import { newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const states = async (addresses: readonly string[]) => (await readAccounts(chain.rpc, chain.config, addresses)).states

describe('a batch of wallets', () => {
  it('of fifteen is created by one transaction, with USDC trustlines and without XLM', async () => {
    const addresses = Array.from({ length: 15 }, () => chain.newWallet())
    await chain.engine().finish('wallets-15', { kind: 'createWallets', addresses }, null, context())
    const created = await states(addresses)
    expect(created.size).toBe(15)
    for (const state of created.values()) expect(state).toMatchObject({ xlmStroops: 0n, hasUsdcTrustline: true })
  })

  it('in which some exist already is completed, and proves that all are ready', async () => {
    const [existing, missing] = [chain.newWallet(), chain.newWallet()]
    await chain.engine().finish('wallet-alone', { kind: 'createWallets', addresses: [existing] }, null, context())
    const mixed = { kind: 'createWallets', addresses: [missing, existing] } as const
    await chain.engine().finish('wallets-mixed', mixed, null, context())
    expect((await states([existing, missing])).size).toBe(2)
    const again = await chain.engine().finish('wallets-again', mixed, null, context())
    expect(again.ledger).toBeGreaterThan(0)
  })

  it('of sixteen is refused before anything is built', async () => {
    const addresses = Array.from({ length: 16 }, () => chain.newWallet())
    const sixteen = chain.engine().finish('wallets-16', { kind: 'createWallets', addresses }, null, context())
    await expect(sixteen).rejects.toThrow(/1 to 15 wallets, not 16/)
  })
})

describe('a batch of top-ups', () => {
  it('of fifty is paid by one transaction of the treasury, each to the stroop', async () => {
    const order = await newOrder(chain)
    await chain.faucet(chain.signers.platform.treasury.publicKey(), '20.00')
    const payments = Array.from({ length: 50 }, (_, index) => ({
      address: index % 2 === 0 ? order.buyer : order.seller,
      amountStroops: String(2_400_000 + index),
    }))
    const before = await usdcBalances(chain.rpc, chain.config, [order.buyer, order.seller])
    await chain.engine().finish('top-ups', { kind: 'topUp', payments }, null, context())
    const after = await usdcBalances(chain.rpc, chain.config, [order.buyer, order.seller])
    const gained = [order.buyer, order.seller].map(
      (address) => (after.get(address) ?? 0n) - (before.get(address) ?? 0n),
    )
    expect(gained).toEqual([60_000_600n, 60_000_625n])
    expect(chain.store.attemptsOf('top-ups')).toHaveLength(1)
  })

  it('that the treasury cannot afford asks for money and can be repeated afterwards', async () => {
    const order = await newOrder(chain)
    const payment = { kind: 'topUp', payments: [{ address: order.seller, amountStroops: '9000000000' }] } as const
    await expect(chain.engine().finish('too-much', payment, null, context())).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/paymentUnderfunded: the paying account has too little USDC/),
    })
    await chain.faucet(chain.signers.platform.treasury.publicKey(), '900.00')
    await chain.engine().finish('too-much', payment, null, context())
    expect(chain.store.attemptsOf('too-much').map(({ status }) => status)).toEqual(['FAILED', 'APPLIED'])
  })
})

describe('the network behind the RPC server', () => {
  it('is accepted when it is the configured one, and refused by name when it is not', async () => {
    expect((await checkNetwork(chain.rpc, chain.config)).protocolVersion).toBeGreaterThan(0)
    const testnet = { ...chain.config, passphrase: 'Test SDF Network ; September 2015' }
    await expect(checkNetwork(chain.rpc, testnet)).rejects.toThrow(/but the testnet network is configured/)
  })
})

describe('setting up the platform', () => {
  it('again finds everything ready and sends nothing', async () => {
    const { rpc, count } = countCalls(chain.rpc)
    const tools = { config: chain.config, rpc, signers: chain.signers, engine: chain.engine({ rpc }) }
    const accounts = await setUpPlatform(tools, context())
    expect(accounts.map(({ role }) => role)).toEqual(['treasury', 'sponsor', 'resolver', 'deployer 1', 'deployer 2'])
    expect(accounts.every(({ xlmStroops }) => xlmStroops > 0n)).toBe(true)
    expect(count('sendTransaction')).toBe(0)
  })

  it('names the accounts that need money where there is no friendbot', async () => {
    const fresh = Keypair.random()
    const signers = { ...chain.signers, deployers: [fresh] }
    const tools = { config: chain.config, rpc: chain.rpc, signers, engine: chain.engine({ signers }) }
    const settingUp = setUpPlatform(tools, context())
    await expect(settingUp).rejects.toBeInstanceOf(AccountNotFunded)
    await expect(settingUp).rejects.toThrow(`deployer 1 ${fresh.publicKey()}`)
  })
})
