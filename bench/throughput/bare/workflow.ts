import {
  condition,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { BARE_SIGNAL, type Plan, type StepInput } from './messages.ts'

type BareActivities = { step(input: StepInput): Promise<void> }

const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '10 seconds' })
const regular = proxyActivities<BareActivities>({ startToCloseTimeout: '10 seconds' })
const next = defineSignal(BARE_SIGNAL)

/** As many signals and activities as an order of ours has, in its sequence, and nothing else. */
export async function bareOrder(plan: Plan): Promise<void> {
  let signals = 0
  setHandler(next, () => void signals++)
  const orderId = workflowInfo().workflowId
  for (const [segment, work] of plan.entries()) {
    await condition(() => signals >= segment)
    const count = work.local + work.regular
    for (let done = 1; done <= count; done++) {
      const activities = done <= work.local ? local : regular
      await activities.step({ orderId, segment, isLast: done === count })
    }
  }
}
