import { proxyActivities } from '@temporalio/workflow'
import type { ServiceActivities } from '../../activities/services/index.ts'
import { keepRunning } from './keepRunning.ts'

function shift(summary: string): ReturnType<typeof proxyActivities<ServiceActivities>> {
  return proxyActivities<ServiceActivities>({
    startToCloseTimeout: '20 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
    summary,
  })
}

/** Credits USDC that reaches users' wallets. */
export async function deposits(): Promise<void> {
  await keepRunning(() => shift('Watch the chain for deposits and credit them').watchDeposits())
}

/** Keeps spare addresses at hand and creates the wallets of new users on chain. */
export async function wallets(): Promise<void> {
  await keepRunning(() => shift("Create new users' wallets on Stellar").provisionWallets())
}

/** Pays out of the treasury what the protocol's fee left missing in users' wallets. */
export async function treasury(): Promise<void> {
  await keepRunning(() => shift('Top up wallets that the protocol fee left short').payTopUps())
}

/** Compares the ledger with the chain, and orders with their workflows, all the time. */
export async function auditor(): Promise<void> {
  await keepRunning(() => shift('Compare ledger, chain and workflows').auditBooks())
}

/** Tells the marketplace's endpoints of what happens. */
export async function webhooks(): Promise<void> {
  await keepRunning(() => shift('Send events to webhook endpoints').deliverWebhooks())
}
