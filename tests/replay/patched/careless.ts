import { proxyActivities } from '@temporalio/workflow'

const { pack, weigh, send } = proxyActivities<Record<'pack' | 'weigh' | 'send', () => Promise<void>>>({
  startToCloseTimeout: '5 seconds',
})

/** The same step more, for parcels under way too: their histories have no such step. */
export async function parcel(): Promise<void> {
  await pack()
  await weigh()
  await send()
}
