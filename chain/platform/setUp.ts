import { type AccountState, readAccounts } from '../accounts.ts'
import { NoAnswer, request } from '../http/request.ts'
import type { ChainConfig } from '../network.ts'
import { networkName } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import type { Signers } from '../signers.ts'
import type { StepContext, StepEngine } from '../step/engine.ts'
import { ChainStepError } from '../step/errors.ts'

export type PlatformAccount = {
  readonly role: string
  readonly address: string
  readonly xlmStroops: bigint
}

export type SetUpTools = {
  readonly config: ChainConfig
  readonly rpc: ChainRpc
  readonly signers: Signers
  readonly engine: StepEngine
  /** Gives new accounts XLM on networks where it is worth nothing, e.g. "https://friendbot.stellar.org". */
  readonly friendbotUrl?: string | undefined
}

/** An account that only its owner can bring into being. The message says which and how. */
export class AccountNotFunded extends Error {
  override readonly name = 'AccountNotFunded'
  readonly missing: readonly { readonly role: string; readonly address: string }[]
  constructor(missing: readonly { role: string; address: string }[]) {
    const list = missing.map(({ role, address }) => `${role} ${address}`).join(', ')
    super(`These accounts do not exist on the network: ${list}. Send XLM to each (50 XLM is ample), then start again.`)
    this.missing = missing
  }
}

const FRIENDBOT_TIMEOUT_MS = 30_000
const FUNDED_AT_ONCE = 16

/** Makes the platform's own accounts ready: they exist, and the treasury can hold USDC. Can be run at every start. */
export async function setUpPlatform(tools: SetUpTools, context: StepContext): Promise<readonly PlatformAccount[]> {
  const roles = platformRoles(tools.signers)
  const before = await read(tools, roles, context.signal)
  const missing = roles.filter(({ address }) => !before.has(address))
  await fund(tools, missing, context.signal)
  const states = missing.length === 0 ? before : await read(tools, roles, context.signal)
  const stillMissing = roles.filter(({ address }) => !states.has(address))
  if (stillMissing.length > 0) throw new AccountNotFunded(stillMissing)
  await trustUsdc(tools, states, context)
  return roles.map(({ role, address }) => ({ role, address, xlmStroops: states.get(address)?.xlmStroops ?? 0n }))
}

/** One step for a treasury's whole life: a second run finds the first one's transaction. */
async function trustUsdc(
  tools: SetUpTools,
  states: ReadonlyMap<string, AccountState>,
  context: StepContext,
): Promise<void> {
  const treasury = tools.signers.platform.treasury.publicKey()
  if (states.get(treasury)?.hasUsdcTrustline === true) return
  const { hash } = await tools.engine.finish(
    `platform:${treasury}:usdc-trustline`,
    { kind: 'trustTreasury' },
    null,
    context,
  )
  const { states: after } = await readAccounts(tools.rpc, tools.config, [treasury], context.signal)
  if (after.get(treasury)?.hasUsdcTrustline === true) return
  throw new ChainStepError({
    verdict: 'ask_human',
    message:
      `Transaction ${hash} opened the USDC trustline of the treasury ${treasury}, but the ledger shows none. ` +
      'Either the network was reset and this database belongs to its past, or somebody closed the trustline.',
  })
}

type Role = { readonly role: string; readonly address: string }

function platformRoles({ platform, deployers }: Signers): Role[] {
  return [
    { role: 'treasury', address: platform.treasury.publicKey() },
    { role: 'sponsor', address: platform.sponsor.publicKey() },
    { role: 'resolver', address: platform.resolver.publicKey() },
    ...deployers.map((deployer, index) => ({ role: `deployer ${index + 1}`, address: deployer.publicKey() })),
  ]
}

async function read(
  tools: SetUpTools,
  roles: readonly Role[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AccountState>> {
  const addresses = roles.map(({ address }) => address)
  return (await readAccounts(tools.rpc, tools.config, addresses, signal)).states
}

async function fund(tools: SetUpTools, missing: readonly Role[], signal: AbortSignal): Promise<void> {
  if (missing.length === 0) return
  const { friendbotUrl, config } = tools
  if (friendbotUrl === undefined || networkName(config.passphrase) === 'public') throw new AccountNotFunded(missing)
  // Each answers when a ledger has closed; together they wait for the same one.
  for (let from = 0; from < missing.length; from += FUNDED_AT_ONCE) {
    const some = missing.slice(from, from + FUNDED_AT_ONCE)
    await Promise.all(some.map(({ address }) => askFriendbot(friendbotUrl, address, signal)))
  }
}

/** A refusal is not an error yet: the account may exist by now. What counts is what the ledger shows afterwards. */
async function askFriendbot(friendbotUrl: string, address: string, signal: AbortSignal): Promise<void> {
  const url = new URL(friendbotUrl)
  url.searchParams.set('addr', address)
  try {
    await request({ url: url.href, method: 'GET', timeoutMs: FRIENDBOT_TIMEOUT_MS, signal })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
  }
}
