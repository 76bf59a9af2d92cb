import type { ApiConfig } from '../../config/load.ts'

export type DepositFacts = { readonly address: string; readonly ready: boolean }

/** Where a user's USDC has to be sent. */
export function presentDeposit(wallet: DepositFacts, config: Pick<ApiConfig, 'usdcIssuer' | 'network'>) {
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
