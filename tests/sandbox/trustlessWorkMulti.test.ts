import { Address, scValToNative } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROTOCOL_FEE_ADDRESS } from '../../sandbox/genesis.ts'
import type { EscrowLineage } from '../../sandbox/trustlessWork/lineage.ts'
import { type Changes, type EscrowWorld, openEscrowWorld } from './trustlessWork/escrowWorld.ts'

const multi = '/escrow/multi-release'
const worlds = new Map<EscrowLineage, EscrowWorld>()

beforeAll(async () => {
  worlds.set('main', await openEscrowWorld())
  worlds.set('develop', await openEscrowWorld({ lineage: 'develop' }))
}, 60_000)
afterAll(async () => {
  for (const world of worlds.values()) await world.close()
})

function worldOf(lineage: EscrowLineage): EscrowWorld {
  const world = worlds.get(lineage)
  if (world === undefined) throw new Error(`no network for ${lineage}`)
  return world
}

/** The calls of one escrow that only this type has. */
function callsOf({ buyer, seller, resolver }: EscrowWorld, contractId: string) {
  const at = (index: number) => ({ contractId, milestoneIndex: String(index) })
  return {
    status: (index: number, newStatus: string, newEvidence?: string) => ({
      path: `${multi}/change-milestone-status`,
      body: {
        ...at(index),
        newStatus,
        serviceProvider: seller.publicKey(),
        ...(newEvidence !== undefined && { newEvidence }),
      },
      signer: seller,
    }),
    release: (index: number, signer = buyer) => ({
      path: `${multi}/release-milestone-funds`,
      body: { ...at(index), releaseSigner: signer.publicKey() },
      signer,
    }),
    dispute: (index: number, signer = seller) => ({
      path: `${multi}/dispute-milestone`,
      body: { ...at(index), signer: signer.publicKey() },
      signer,
    }),
    resolve: (index: number, distributions: readonly Changes[]) => ({
      path: `${multi}/resolve-milestone-dispute`,
      body: { ...at(index), disputeResolver: resolver.publicKey(), distributions },
      signer: resolver,
    }),
    withdraw: (distributions: readonly Changes[]) => ({
      path: `${multi}/withdraw-remaining-funds`,
      body: { contractId, disputeResolver: resolver.publicKey(), distributions },
      signer: resolver,
    }),
  }
}

async function funded(world: EscrowWorld, amount: number, change?: Changes) {
  const contractId = await world.deploy(world.multi(change))
  await world.run(world.fund('multi-release', contractId, amount))
  return { contractId, ...callsOf(world, contractId) }
}

describe.each(['main', 'develop'] as const)('a multi-release escrow of the %s build', (lineage) => {
  it('pays each milestone to its receiver when it is released, and shows every step', async () => {
    const world = worldOf(lineage)
    const { buyer, seller, platform, resolver, market } = world
    const { contractId, status, release } = await funded(world, 80, { platformFee: 5 })
    expect(await world.show(contractId)).toMatchObject({
      type: 'multi-release',
      balance: 80,
      fundedBy: buyer.publicKey(),
    })
    await world.run(status(0, 'done', 'https://example.org/sketch'))
    await world.run(world.approve('multi-release', contractId, 0))
    const before = await Promise.all([seller, platform].map((key) => market.usdcBalance(key.publicKey())))
    await world.run(release(0))
    const after = await Promise.all([seller, platform].map((key) => market.usdcBalance(key.publicKey())))
    expect(after.map((balance, i) => balance - (before[i] ?? 0n))).toEqual([284_100_000n, 15_000_000n])
    const shown = await world.show(contractId)
    expect(shown).toMatchObject({
      signer: platform.publicKey(),
      balance: 50,
      platformFee: 5,
      receiverMemo: 0,
      isActive: true,
      trustline: { address: world.usdcIssuer, name: 'USDC' },
      roles: { platformAddress: platform.publicKey(), disputeResolver: resolver.publicKey() },
      milestones: [
        {
          description: 'Sketch',
          amount: 30,
          receiver: seller.publicKey(),
          status: 'done',
          evidence: 'https://example.org/sketch',
          flags: { approved: true, disputed: false, released: true, resolved: false },
        },
        {
          description: 'Final',
          amount: 50,
          status: 'pending',
          evidence: '',
          flags: { approved: false, disputed: false, released: false, resolved: false },
        },
      ],
    })
    expect(Object.keys(shown)).not.toContain('amount')
    expect(Object.keys(shown)).not.toContain('flags')
    expect(Object.keys(shown.roles as object)).not.toContain('receiver')
  })

  it('splits a disputed milestone, and hands out what is left when every milestone is settled', async () => {
    const world = worldOf(lineage)
    const { buyer, seller, resolver, market } = world
    const { contractId, dispute, resolve, withdraw, release } = await funded(world, 80)
    await world.run(dispute(0))
    expect(await world.show(contractId)).toMatchObject({
      disputeStartedBy: seller.publicKey(),
      milestones: [{ flags: { disputed: true } }, { flags: { disputed: false } }],
    })
    const before = await Promise.all([buyer, seller, resolver].map((key) => market.usdcBalance(key.publicKey())))
    await world.run(
      resolve(0, [
        { address: seller.publicKey(), amount: 10 },
        { address: buyer.publicKey(), amount: 15 },
      ]),
    )
    await world.run(world.approve('multi-release', contractId, 1))
    await world.run(release(1))
    await world.run(withdraw([{ address: buyer.publicKey(), amount: 5 }]))
    const after = await Promise.all([buyer, seller, resolver].map((key) => market.usdcBalance(key.publicKey())))
    expect(after.map((balance, i) => balance - (before[i] ?? 0n))).toEqual([199_400_000n, 598_200_000n, 0n])
    expect(await world.show(contractId)).toMatchObject({
      balance: 0,
      milestones: [{ flags: { resolved: true, disputed: false } }, { flags: { released: true } }],
    })
  })

  it('takes changed properties from the platform while nothing is paid in', async () => {
    const world = worldOf(lineage)
    const contractId = await world.deploy(world.multi())
    const { signer: _, ...escrow } = world.multi({ title: 'Another title' }).body
    const body = { contractId, signer: world.platform.publicKey(), escrow }
    await world.run({ method: 'PUT', path: `${multi}/update-escrow`, body, signer: world.platform })
    expect(await world.show(contractId)).toMatchObject({ title: 'Another title' })
  })

  it('gets the fee address as an argument exactly when its build wants it', async () => {
    const world = worldOf(lineage)
    const { contractId, release, dispute, resolve, withdraw } = await funded(world, 80)
    await world.run(world.approve('multi-release', contractId, 0))
    await world.run(dispute(1))
    const shares = [{ address: world.buyer.publicKey(), amount: 50 }]
    const argumentsOf = async ({ path, body }: { path: string; body: object }) => {
      const [operation] = (await world.market.buildXdr('POST', path, body)).operations
      if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract')
        return []
      return operation.func.invokeContract.args.map(scValToNative)
    }
    const fee = lineage === 'develop' ? [PROTOCOL_FEE_ADDRESS] : []
    const [buyer, resolver] = [world.buyer.publicKey(), world.resolver.publicKey()]
    expect(await argumentsOf(release(0))).toEqual([buyer, ...fee, 0])
    expect(await argumentsOf(resolve(1, shares))).toEqual([resolver, 1, ...fee, { [buyer]: 500_000_000n }])
    await world.run(release(0))
    await world.run(resolve(1, [{ address: buyer, amount: 20 }]))
    const rest = [{ address: buyer, amount: 30 }]
    expect(await argumentsOf(withdraw(rest))).toEqual([resolver, ...fee, { [buyer]: 300_000_000n }])
  })

  it('is released and resolved as a whole when it is a single-release escrow', async () => {
    const world = worldOf(lineage)
    const single = '/escrow/single-release'
    const [one, two] = [await world.deploy(world.single()), await world.deploy(world.single())]
    const before = await world.market.usdcBalance(world.seller.publicKey())
    for (const contractId of [one, two]) await world.run(world.fund('single-release', contractId, 80))
    await world.run(world.approve('single-release', one))
    const release = { contractId: one, releaseSigner: world.buyer.publicKey() }
    await world.run({ path: `${single}/release-funds`, body: release, signer: world.buyer })
    const dispute = { contractId: two, signer: world.seller.publicKey() }
    await world.run({ path: `${single}/dispute-escrow`, body: dispute, signer: world.seller })
    const distributions = [{ address: world.seller.publicKey(), amount: 80 }]
    const resolve = { contractId: two, disputeResolver: world.resolver.publicKey(), distributions }
    await world.run({ path: `${single}/resolve-dispute`, body: resolve, signer: world.resolver })
    expect((await world.market.usdcBalance(world.seller.publicKey())) - before).toBe(1_595_200_000n)
  })

  it('runs the code whose hashes the network tells', async () => {
    const world = worldOf(lineage)
    const facts = (await (await fetch(`${world.url}/control/network`)).json()) as Record<string, string>
    for (const [request, hash] of [
      [world.single(), facts.escrowWasmHash],
      [world.multi(), facts.multiEscrowWasmHash],
    ] as const) {
      const [operation] = (await world.market.buildXdr('POST', request.path, request.body)).operations
      if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract')
        throw operation
      const { args, contractAddress } = operation.func.invokeContract
      expect(Buffer.from(args[1] === undefined ? [] : scValToNative(args[1])).toString('hex')).toBe(hash)
      expect(Address.fromScAddress(contractAddress).toString()).toBe(facts.factoryContractId)
    }
  })
})

describe('what the contract refuses', () => {
  const world = () => worldOf('main')
  async function refusal({ path, body }: { path: string; body: object }, method = 'POST'): Promise<unknown> {
    const answer = await world().market.api(method, path, body)
    expect(answer.status).toBe(400)
    return (answer.body as { message: unknown }).message
  }
  const milestone = (change: Changes) => ({
    description: 'Sketch',
    amount: 30,
    receiver: world().seller.publicKey(),
    ...change,
  })

  it('is said in the words for milestones, by the numbers of this contract', async () => {
    const { contractId, release, dispute, resolve, withdraw, status } = await funded(world(), 60)
    const { buyer, seller, resolver } = world()
    const share = (amount: number) => [{ address: buyer.publicKey(), amount }]
    expect(await refusal(release(0))).toBe('The milestone must be completed to release earnings')
    expect(await refusal(release(7))).toBe('Invalid milestone index')
    expect(await refusal(release(0, seller))).toBe('Only the release signer can release the escrow earnings')
    expect(await refusal(status(0, ''))).toBe('The milestone status cannot be empty')
    expect(await refusal(world().approve('multi-release', contractId, 9))).toBe('Invalid milestone index')
    expect(await refusal(dispute(0, resolver))).toBe('The dispute resolver cannot dispute the milestone')
    expect(await refusal(dispute(0, await world().market.openWallet()))).toBe(
      'You are not authorized to change the dispute flag',
    )
    expect(await refusal(resolve(0, share(30)))).toBe('Milestone not in dispute')
    expect(await refusal(withdraw(share(1)))).toMatch(/^All milestones must be released, resolved or disputed/)
    await world().run(dispute(0))
    expect(await refusal(dispute(0))).toBe('Milestone already in dispute')
    expect(await refusal(resolve(0, share(30.0000001)))).toBe(
      'The total amount to be distributed cannot be greater than the amount of the milestone',
    )
    expect(await refusal(resolve(0, share(0)))).toBe(
      'None of the amounts to be transferred should be less or equal than 0',
    )
    await world().run(resolve(0, share(30)))
    expect(await refusal(resolve(0, share(30)))).toBe('This milestone is already resolved')
    expect(await refusal(release(0))).toBe('This milestone is already resolved')
    await world().run(world().approve('multi-release', contractId, 1))
    expect(await refusal(world().approve('multi-release', contractId, 1))).toBe(
      'You cannot approve a milestone that has already been approved previously',
    )
    expect(await refusal(release(1))).toBe('The escrow balance is not enough to send the earnings')
    await world().run(world().fund('multi-release', contractId, 20))
    await world().run(release(1))
    expect(await refusal(release(1))).toBe('The milestone funds have been released')
  })

  it('at a deployment is the amount, the fee, the flags and the number of milestones', async () => {
    const deploy = (change: Changes) => refusal(world().multi(change))
    expect(await deploy({ milestones: [milestone({ amount: 0 })] })).toBe('Amount cannot be zero')
    expect(await deploy({ milestones: [] })).toBe('Escrow initialized without milestone')
    expect(await deploy({ platformFee: 99.01 })).toBe('The platform fee cannot exceed 99%')
    expect(await deploy({ milestones: [milestone({ flags: { released: true } })] })).toMatch(/^All flags/)
    expect(await deploy({ milestones: Array.from({ length: 51 }, () => milestone({ amount: 1 })) })).toBe(
      'Cannot define more than 50 milestones in an escrow',
    )
  })

  it('is an escrow that is of the other type', async () => {
    const [single, multiple] = [await world().deploy(world().single()), await world().deploy(world().multi())]
    expect(await refusal(world().fund('multi-release', single, 1))).toBe('Escrow not found')
    expect(await refusal(world().fund('single-release', multiple, 1))).toBe('Escrow not found')
  })

  it('are bodies that lack what a milestone needs, or name what only the other type has', async () => {
    const { buyer } = world()
    expect(await refusal(world().multi({ milestones: [{ description: 'Sketch' }] }))).toEqual([
      'milestones.0.amount must be a number',
      'milestones.0.receiver must be a string',
    ])
    expect(await refusal(world().multi({ milestones: [milestone({ amount: 0.00000001 })] }))).toEqual([
      'milestones.0.amount must have at most 7 decimals',
    ])
    const { contractId, resolve } = await funded(world(), 1)
    expect(
      await refusal({ path: `${multi}/release-milestone-funds`, body: { contractId, milestoneIndex: 0 } }),
    ).toEqual(['releaseSigner must be a string', 'milestoneIndex must be a string'])
    const twice = [1, 2].map((amount) => ({ address: buyer.publicKey(), amount }))
    expect(await refusal(resolve(0, twice))).toEqual(['distributions must not name an address twice'])
  })
})

describe('reads of both types together', () => {
  it('filter by type, by receiver of a milestone and by the total of the amounts', async () => {
    const world = worldOf('main')
    const receiver = await world.market.openWallet()
    const milestones = [30, 50].map((amount) => ({ description: 'Part', amount, receiver: receiver.publicKey() }))
    const single = await world.deploy(world.single({ engagementId: 'ord_both', amount: 79 }))
    const both = await world.deploy(world.multi({ engagementId: 'ord_both', milestones }))
    const list = async (query: string) => {
      const { body } = await world.market.api('GET', `/helper/${query}`)
      return (body as { contractId: string }[]).map(({ contractId }) => contractId)
    }
    const mine = `get-escrows-by-signer?signer=${world.platform.publicKey()}&engagementId=ord_both`
    expect(await list(`${mine}&type=multi-release`)).toEqual([both])
    expect(await list(`${mine}&type=single-release`)).toEqual([single])
    expect(await list(`${mine}&minAmount=80`)).toEqual([both])
    expect(await list(`${mine}&orderBy=amount&orderDirection=desc`)).toEqual([both, single])
    expect(await list(`get-escrows-by-role?role=receiver&roleAddress=${receiver.publicKey()}`)).toEqual([both])
    await world.run(world.fund('multi-release', both, 12))
    const query = `addresses[]=${both}&addresses[]=${single}`
    expect((await world.market.api('GET', `/helper/get-multiple-escrow-balance?${query}`)).body).toEqual([
      { address: both, balance: 12 },
      { address: single, balance: 0 },
    ])
  })

  it('answer a deployment that the API submits with contract and state, and its hash by either verb', async () => {
    const world = worldOf('main')
    const { path, body } = world.multi()
    const transaction = await world.market.buildXdr('POST', path, body)
    transaction.sign(world.platform)
    const sent = await world.market.api('POST', '/helper/send-transaction', { signedXdr: transaction.toXdr() })
    const expected = { engagementId: body.engagementId, milestones: [{ amount: 30 }, { amount: 50 }] }
    expect(sent).toMatchObject({ status: 200, body: { status: 'SUCCESS', escrow: expected } })
    const txHash = Buffer.from(transaction.hash()).toString('hex')
    for (const [method, path] of [
      ['PUT', '/indexer/update-from-txhash'],
      ['POST', '/indexer/update-from-txHash'],
    ] as const) {
      const answer = await world.market.api(method, path, { txHash })
      expect(answer).toMatchObject({ status: 200, body: { savedEscrow: { type: 'multi-release', ...expected } } })
    }
  })
})
