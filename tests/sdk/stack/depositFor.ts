import type { Stack } from '../../../cli/stack/findStack.ts'
import type { OfferHubSDK } from '../../../sdk/src/index.ts'

const DEPOSIT_LIMIT_MS = 60_000

/** Pays test USDC to a user's wallet, and comes back when the balance has it. */
export async function depositFor(sdk: OfferHubSDK, stack: Stack, userId: string, amount: string): Promise<void> {
  const signal = AbortSignal.timeout(DEPOSIT_LIMIT_MS)
  const events = sdk.events.subscribe(['wallet.ready', 'balance.credited'], { since: '0', signal })
  for await (const event of events) {
    if (event.payload.userId !== userId) continue
    if (event.eventType === 'balance.credited') return
    await payFromFaucet(stack, event.payload.address, amount)
  }
}

async function payFromFaucet(stack: Stack, address: string, amount: string): Promise<void> {
  const paid = await fetch(stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address, amount }),
  })
  if (!paid.ok) throw new Error(`The faucet answered ${paid.status}: ${await paid.text()}`)
}
