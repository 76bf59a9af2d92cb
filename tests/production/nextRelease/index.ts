import { patched, sleep } from '@temporalio/workflow'
import { order as today } from '../../../workflows/index.ts'
import type { OrderInput } from '../../../workflows/messages.ts'

export { auditor, deposits, treasury, wallets, withdrawal } from '../../../workflows/index.ts'

/** The release after this one, in which an order has a step more at its beginning. Orders from before go on without it. */
export async function order(input: OrderInput): ReturnType<typeof today> {
  if (patched('a-step-more')) await sleep('10 milliseconds', { summary: 'A step that only the next release has' })
  return await today(input)
}
