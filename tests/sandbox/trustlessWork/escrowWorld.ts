import { Address, type Keypair, Networks } from '@stellar/stellar-sdk'
import type { FaultPatch } from '../../../sandbox/control/faultPatch.ts'
import { type SandboxOptions, startSandbox } from '../../../sandbox/start.ts'
import { type Marketplace, openMarketplace, type SubmitResult } from './marketplace.ts'

export type Changes = Readonly<Record<string, unknown>>
type Request = { readonly path: string; readonly body: Changes; readonly signer: Keypair; readonly method?: string }

/** A sandbox with four wallets, and the calls of an escrow's life as requests to the API. */
export type EscrowWorld = {
  readonly url: string
  readonly market: Marketplace
  readonly usdcIssuer: string
  readonly platform: Keypair
  readonly buyer: Keypair
  readonly seller: Keypair
  readonly resolver: Keypair
  readonly single: (change?: Changes) => Request
  readonly multi: (change?: Changes) => Request
  readonly fund: (type: EscrowType, contractId: string, amount: number) => Request
  readonly approve: (type: EscrowType, contractId: string, index?: number) => Request
  readonly run: (request: Request) => Promise<SubmitResult>
  readonly deploy: (request: Request) => Promise<string>
  readonly show: (contractId: string) => Promise<Changes>
  readonly setFaults: (patch: FaultPatch) => Promise<void>
  readonly close: () => Promise<void>
}

export type EscrowType = 'single-release' | 'multi-release'

export async function openEscrowWorld(options: Partial<SandboxOptions> = {}): Promise<EscrowWorld> {
  const passphrase = Networks.STANDALONE
  const sandbox = await startSandbox({
    port: 0,
    databasePath: ':memory:',
    ledgerIntervalMs: 20,
    passphrase,
    ...options,
  })
  const { url } = sandbox
  const { usdcIssuer } = (await (await fetch(`${url}/control`)).json()) as { usdcIssuer: string }
  const market = openMarketplace({ url, passphrase, usdcIssuer })
  const [platform, buyer, seller, resolver] = await Promise.all([
    market.openWallet(),
    market.openWallet(),
    market.openWallet(),
    market.openWallet(),
  ])
  await market.payUsdc(buyer.publicKey(), '100000')
  const properties = describeEscrow({ platform, buyer, seller, resolver, usdcIssuer })
  const run = async ({ path, body, signer, method = 'POST' }: Request) =>
    market.submit(await market.buildXdr(method, path, body), signer)
  return {
    url,
    market,
    usdcIssuer,
    platform,
    buyer,
    seller,
    resolver,
    single: (change) => ({ path: '/deployer/single-release', body: properties.single(change), signer: platform }),
    multi: (change) => ({ path: '/deployer/multi-release', body: properties.multi(change), signer: platform }),
    fund: (type, contractId, amount) => ({
      path: `/escrow/${type}/fund-escrow`,
      body: { contractId, signer: buyer.publicKey(), amount },
      signer: buyer,
    }),
    approve: (type, contractId, index = 0) => ({
      path: `/escrow/${type}/approve-milestone`,
      body: { contractId, milestoneIndex: String(index), approver: buyer.publicKey() },
      signer: buyer,
    }),
    run,
    deploy: async (request) => {
      const { returned } = await run(request)
      if (returned?.type !== 'scvVec' || !returned.vec?.[0]) throw new Error('the factory returns an address')
      return Address.fromScVal(returned.vec[0]).toString()
    },
    show: async (contractId) => {
      const { body } = await market.api('GET', `/helper/get-escrow-by-contract-ids?contractIds[]=${contractId}`)
      const [escrow] = Array.isArray(body) ? (body as Changes[]) : []
      if (escrow === undefined) throw new Error(`no escrow shown for ${contractId}: ${JSON.stringify(body)}`)
      return escrow
    },
    setFaults: async (patch) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${url}/control/faults`, { method: 'PATCH', headers, body: JSON.stringify(patch) })
      if (!response.ok) throw new Error(`the faults were refused: ${await response.text()}`)
    },
    close: sandbox.close,
  }
}

type People = Record<'platform' | 'buyer' | 'seller' | 'resolver', Keypair> & { readonly usdcIssuer: string }

/** Bodies of deployments; every escrow has an engagement id of its own. */
function describeEscrow({ platform, buyer, seller, resolver, usdcIssuer }: People) {
  let count = 0
  const roles = {
    approver: buyer.publicKey(),
    serviceProvider: seller.publicKey(),
    platformAddress: platform.publicKey(),
    releaseSigner: buyer.publicKey(),
    disputeResolver: resolver.publicKey(),
  }
  const shared = () => {
    count += 1
    return {
      signer: platform.publicKey(),
      engagementId: `ord_${count}`,
      title: 'Logo design',
      description: `Order ord_${count}`,
      platformFee: 0,
      trustline: { address: usdcIssuer, symbol: 'USDC' },
    }
  }
  return {
    single: (change: Changes = {}) => ({
      ...shared(),
      roles: { ...roles, receiver: seller.publicKey() },
      amount: 80,
      milestones: [{ description: 'Delivery' }],
      ...change,
    }),
    multi: (change: Changes = {}) => ({
      ...shared(),
      roles,
      milestones: [
        { description: 'Sketch', amount: 30, receiver: seller.publicKey() },
        { description: 'Final', amount: 50, receiver: seller.publicKey() },
      ],
      ...change,
    }),
  }
}
