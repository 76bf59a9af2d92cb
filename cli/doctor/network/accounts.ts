import { type Funds, readFunds, SPONSORED_WALLET_STROOPS } from '../../../chain/platform/readFunds.ts'
import type { Signers } from '../../../chain/signers.ts'
import { formatExact, stroops } from '../../../domain/money.ts'
import { reasonOf } from '../finding.ts'
import type { Known } from './examine.ts'
import { missing, type NetworkFinding, skipped, warning, well } from './report.ts'

/** The platform's own accounts, and the one that the protocol's fee goes to. */
export async function lookAtAccounts(known: Known): Promise<NetworkFinding[]> {
  const { rpc, signers, settings } = known
  const { usdcIssuer, protocolFeeAddress, feeCapStroops } = settings
  if (rpc === null || usdcIssuer === undefined || feeCapStroops === undefined) {
    return [skipped('accounts', 'they need an RPC server of the right network, the issuer and the fee cap')]
  }
  const roles = signers === null ? [] : rolesOf(signers)
  const addresses = [...roles.map(({ address }) => address), ...(protocolFeeAddress ? [protocolFeeAddress] : [])]
  try {
    const funds = await readFunds(rpc, { usdcIssuer }, addresses)
    return [
      ...roles.map((role) => lookAtRole(role, funds.get(role.address), known, feeCapStroops)),
      ...(signers === null ? [skipped('accounts', 'the keys are not complete')] : lookAtUsdc(signers, funds)),
      ...(signers === null ? [] : lookAtSponsoring(signers, funds, known, feeCapStroops)),
      ...(protocolFeeAddress ? [lookAtFeeAddress(protocolFeeAddress, funds.get(protocolFeeAddress))] : []),
    ]
  } catch (error) {
    return [missing('accounts', `cannot be read: ${reasonOf(error)}`, 'Try again; if it stays, try another RPC server')]
  }
}

type Role = { readonly title: string; readonly address: string }

function rolesOf({ platform, deployers }: Signers): Role[] {
  return [
    { title: 'treasury', address: platform.treasury.publicKey() },
    { title: 'sponsor', address: platform.sponsor.publicKey() },
    { title: 'resolver', address: platform.resolver.publicKey() },
    ...deployers.map((deployer, index) => ({ title: `deployer ${index + 1}`, address: deployer.publicKey() })),
  ]
}

/** Each pays network fees by itself: it must be able to pay one at the cap. */
function lookAtRole({ title, address }: Role, funds: Funds | undefined, known: Known, feeCap: bigint): NetworkFinding {
  if (funds === undefined) return missing(title, `${address} does not exist`, howToFund(known, address))
  const has = `${address} has ${xlm(funds.xlmStroops)}, ${xlm(funds.spendableStroops)} of it to spend`
  if (funds.spendableStroops >= feeCap) return well(title, has)
  return missing(title, `${has}; one transaction may cost ${xlm(feeCap)}`, howToFund(known, address))
}

function howToFund({ network }: Known, address: string): string {
  if (network === 'testnet') return `curl "https://friendbot.stellar.org?addr=${address}"`
  if (network === 'local') return `Ask the local network's friendbot for XLM: GET /friendbot?addr=${address}`
  return `Send 50 XLM to ${address}`
}

function lookAtUsdc({ platform }: Signers, funds: ReadonlyMap<string, Funds>): NetworkFinding[] {
  const address = platform.treasury.publicKey()
  const held = funds.get(address)
  if (held === undefined) return [skipped('treasury USDC', 'the treasury does not exist')]
  if (held.usdcStroops === null) {
    const todo = '"node cli/bootstrap.ts" opens it, once DATABASE_URL is set and the database is migrated'
    return [missing('treasury USDC', `${address} has no USDC trustline`, todo)]
  }
  if (held.usdcStroops === 0n) {
    const todo = `Send some to ${address}: with FEE_POLICY=platform_absorbs it makes up for the contract's 0.30 %`
    return [warning('treasury USDC', 'it has a trustline and holds nothing', todo)]
  }
  return [well('treasury USDC', `${formatExact(stroops(held.usdcStroops))} USDC`)]
}

/** The sponsor locks the reserves of every wallet up. */
function lookAtSponsoring(
  { platform }: Signers,
  funds: ReadonlyMap<string, Funds>,
  { wallets }: Known,
  feeCap: bigint,
): NetworkFinding[] {
  const address = platform.sponsor.publicKey()
  const held = funds.get(address)
  if (held === undefined) return [skipped('new wallets', 'the sponsor does not exist')]
  const needed = BigInt(wallets) * SPONSORED_WALLET_STROOPS + feeCap
  const told = `${wallets} wallets lock up ${xlm(needed - feeCap)}, and fees come on top`
  if (held.spendableStroops >= needed) return [well('new wallets', told)]
  const todo = `Send ${xlm(needed - held.spendableStroops)} more to the sponsor ${address}, or ask for fewer: --wallets N`
  return [missing('new wallets', `${told}; the sponsor can spend ${xlm(held.spendableStroops)}`, todo)]
}

/** The contract pays the fee in the same transaction as the person: without a trustline nobody is paid. */
function lookAtFeeAddress(address: string, funds: Funds | undefined): NetworkFinding {
  const todo = 'Ask Trustless Work for the address of this network, and set PROTOCOL_FEE_ADDRESS'
  if (funds === undefined) return missing('protocol fee', `${address} does not exist on this network`, todo)
  if (funds.usdcStroops === null) return missing('protocol fee', `${address} has no USDC trustline`, todo)
  return well('protocol fee', `${address} can be paid`)
}

function xlm(amountStroops: bigint): string {
  return `${formatExact(stroops(amountStroops)).replace(/\.?0+$/, '')} XLM`
}
