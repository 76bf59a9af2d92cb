import { usdcBalance } from '../balances.ts'
import type { FundIntent } from '../intent.ts'
import { ChainStepError } from './errors.ts'
import { toStepError } from './readSource.ts'
import type { StepTools } from './tools.ts'

/**
 * Every other step is refused by the contract when it has happened; a funding is taken as often as it is sent. A first one
 * whose record was lost, with a database that was brought back from a backup, shows in what the contract holds. Looked at
 * after the build has taken the wallet's next sequence number: a first one that comes later makes this one invalid.
 */
export async function assertNotFunded(
  { rpc, config }: Pick<StepTools, 'rpc' | 'config'>,
  { contractId, amountStroops }: FundIntent,
  signal: AbortSignal | undefined,
): Promise<void> {
  const held = await usdcBalance(rpc, config, contractId, signal).catch(toStepError)
  if (held < BigInt(amountStroops)) return
  throw new ChainStepError({
    verdict: 'ask_human',
    message:
      `The escrow ${contractId} holds ${held} stroops already, so it is not paid ${amountStroops} again. ` +
      'Find the transaction that paid it; if the database was brought back from a backup, run "npm run repair".',
  })
}
