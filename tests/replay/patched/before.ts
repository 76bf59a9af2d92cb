import { proxyActivities } from '@temporalio/workflow'

const { pack, send } = proxyActivities<Record<'pack' | 'send', () => Promise<void>>>({
  startToCloseTimeout: '5 seconds',
})

/** The workflow as it ran when the history was made. */
export async function parcel(): Promise<void> {
  await pack()
  await send()
}
