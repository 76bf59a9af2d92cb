import { z } from 'zod'
import type { ApiConfig } from '../../config/load.ts'
import { formatExact, type Stroops } from '../../domain/money.ts'
import { NETWORK_NAMES } from '../../domain/network.ts'
import { exactMoney } from './fields.ts'

export type DepositFacts = { readonly address: string; readonly ready: boolean }

export const addressSchema = z
  .string()
  .regex(/^G[A-Z2-7]{55}$/)
  .meta({
    description: 'The address of a Stellar account.',
    example: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
  })

export const assetSchema = z.object({ code: z.literal('USDC'), issuer: addressSchema })

export const depositSchema = z
  .object({
    provider: z.literal('crypto'),
    method: z.literal('stellar_address'),
    address: addressSchema,
    asset: assetSchema,
    network: z.enum(NETWORK_NAMES),
    ready: z.boolean().meta({ description: 'Whether the wallet exists on the network and can be paid.' }),
    instructions: z.string(),
  })
  .meta({ id: 'Deposit' })

type ChainFacts = Pick<ApiConfig, 'usdcIssuer' | 'network'>

/** Where a user's USDC has to be sent. */
export function presentDeposit(wallet: DepositFacts, config: ChainFacts): z.infer<typeof depositSchema> {
  return {
    provider: 'crypto',
    method: 'stellar_address',
    address: wallet.address,
    asset: { code: 'USDC', issuer: config.usdcIssuer },
    network: config.network,
    ready: wallet.ready,
    instructions: wallet.ready
      ? 'Pay USDC of this issuer to the address; no memo is needed. The balance follows within seconds.'
      : 'The wallet is being set up on the network. Pay USDC of this issuer to the address once "ready" is true.',
  }
}

export const walletSchema = z
  .object({
    userId: z.string(),
    address: addressSchema,
    status: z.enum(['PENDING', 'READY']),
    ready: z.boolean(),
    asset: assetSchema,
    network: z.enum(NETWORK_NAMES),
    onChain: exactMoney.meta({ description: 'The USDC that the wallet holds, by the ledger.' }),
    topUpsDue: exactMoney.meta({ description: 'What the platform will pay into the wallet for fees that it bears.' }),
  })
  .meta({ id: 'Wallet' })

type WalletFacts = { readonly id: string; readonly walletAddress: string; readonly walletStatus: 'PENDING' | 'READY' }

/** A user's wallet: where it is, whether the network has it, and what it holds. */
export function presentWallet(
  user: WalletFacts,
  holds: { readonly onChain: Stroops; readonly topUpsDue: Stroops },
  config: ChainFacts,
): z.infer<typeof walletSchema> {
  return {
    userId: user.id,
    address: user.walletAddress,
    status: user.walletStatus,
    ready: user.walletStatus === 'READY',
    asset: { code: 'USDC', issuer: config.usdcIssuer },
    network: config.network,
    onChain: formatExact(holds.onChain),
    topUpsDue: formatExact(holds.topUpsDue),
  }
}
