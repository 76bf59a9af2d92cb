import { patched, proxyActivities } from '@temporalio/workflow'

const { pack, weigh, send } = proxyActivities<Record<'pack' | 'weigh' | 'send', () => Promise<void>>>({
  startToCloseTimeout: '5 seconds',
})

/** A step more, for parcels from now on only: those under way go on as they began. */
export async function parcel(): Promise<void> {
  await pack()
  if (patched('weigh-before-sending')) await weigh()
  await send()
}
