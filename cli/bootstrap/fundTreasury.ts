import { usdcBalance } from '../../chain/balances.ts'
import { formatCents, parseExact, stroops } from '../../domain/money.ts'
import type { Equipment } from '../../worker/equip.ts'

/** Covers the protocol's fee of a few million dollars' worth of orders. */
const TREASURY_FLOAT = parseExact('10000.00')
const FAUCET_TIMEOUT_MS = 60_000

/** On a network with a faucet the treasury is filled up, so that it can pay the fees that it absorbs. */
export async function fundTreasury(
  { rpc, chain, treasuryAddress }: Pick<Equipment, 'rpc' | 'chain' | 'treasuryAddress'>,
  faucetUrl: string | undefined,
): Promise<void> {
  if (faucetUrl === undefined) return
  const balance = await usdcBalance(rpc, chain, treasuryAddress)
  if (balance >= TREASURY_FLOAT / 2n) return
  const answer = await fetch(faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: treasuryAddress, amount: formatCents(stroops(TREASURY_FLOAT)) }),
    signal: AbortSignal.timeout(FAUCET_TIMEOUT_MS),
  })
  if (!answer.ok) {
    throw new Error(`The faucet ${faucetUrl} did not pay the treasury ${treasuryAddress}: ${await answer.text()}`)
  }
}
