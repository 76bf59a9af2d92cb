import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OrderAnswer } from '../../../cli/demo/story.ts'
import { until } from '../../../cli/demo/until.ts'
import { WORKFLOW_INTERCEPTORS } from '../../../worker/workflowCode.ts'
import { createOrders, SETTLED_MS } from '../../e2e/createOrders.ts'
import { runIn } from './runService.ts'
import { untilVerified } from './untilVerified.ts'
import type { Production } from './useProduction.ts'

const NEXT_WORKFLOWS = fileURLToPath(new URL('../nextRelease/index.ts', import.meta.url))
const NEXT = '1.1.0'

/** Orders that are under way while releases change, on the system that the tests before have started. */
export function testUpgrade(production: () => Production, before: string): void {
  describe('a release whose orders have a step more', () => {
    const stage = () => ({ api: production().api, stack: { sandbox: { faucetUrl: production().faucetUrl } } })
    let bundle: string
    const startNext = () => production().startWorker(NEXT, { WORKFLOW_BUNDLE: bundle })
    /** An order that the release before began, and one that this release began. */
    let [old, young] = ['', '']

    beforeAll(async () => {
      const { code } = await bundleWorkflowCode({
        workflowsPath: NEXT_WORKFLOWS,
        workflowInterceptorModules: [WORKFLOW_INTERCEPTORS],
        logger: new DefaultLogger('WARN'),
      })
      bundle = path.join(production().ground.folder, 'next.cjs')
      await writeFile(bundle, code)
    })

    it(
      'rolled out worker first, gets no work until it is promoted, then finishes the orders of the one before without its workers',
      async () => {
        const [order] = await createOrders(stage(), 1)
        await startNext()
        old = (await createOrders(stage(), 1))[0].id
        expect(await releaseOf(order.id)).toBe(before)
        expect(await releaseOf(old)).toBe(before)
        expect(await production().promote(NEXT)).toContain(`release ${NEXT} from now on; it was release ${before}`)
        await production().stopWorkers(before)
        await production().restartApi()
        await release(order.id)
        await untilReleased(order.id)
        expect(await releaseOf(order.id)).toBe(NEXT)
        expect(await hasStepMore(order.id)).toBe(false)
        young = (await createOrders(stage(), 1))[0].id
        expect(await hasStepMore(young)).toBe(true)
      },
      3 * SETTLED_MS,
    )

    it(
      'rolled back, leaves what it has not begun to the one before; what it has begun waits, with what is asked of it meanwhile',
      async () => {
        await production().startWorker(before)
        await production().promote(before)
        await production().stopWorkers(NEXT)
        await release(old)
        await untilReleased(old)
        expect(await releaseOf(old)).toBe(before)
        await release(young)
        await until(SETTLED_MS, 'the old release to refuse the order', () => wasRefused(young))
        expect((await read(young)).status).toBe('IN_PROGRESS')
      },
      3 * SETTLED_MS,
    )

    it(
      'rolled out again API first, goes on with what had to wait',
      async () => {
        await production().restartApi()
        const [order] = await createOrders(stage(), 1)
        await startNext()
        await production().promote(NEXT)
        await production().stopWorkers(before)
        await untilReleased(young)
        await release(order.id)
        await untilReleased(order.id)
        expect(await releaseOf(order.id)).toBe(NEXT)
        expect(await hasStepMore(order.id)).toBe(false)
      },
      3 * SETTLED_MS,
    )

    it(
      'may be given up for workers without a build id and taken up again, and in the end the books agree',
      async () => {
        const { ground, promote, startWorker, stopWorkers } = production()
        const [order] = await createOrders(stage(), 1)
        await startWorker('', { WORKFLOW_BUNDLE: bundle })
        expect(await runIn(ground, 'promote', ['cli/temporalPromote.ts', '--unversioned'])).toContain(
          `workers without a build id from now on; it was release ${NEXT}`,
        )
        await stopWorkers(NEXT)
        await release(order.id)
        await untilReleased(order.id)
        expect(await releaseOf(order.id)).toBeUndefined()
        const [next] = await createOrders(stage(), 1)
        await startNext()
        await promote(NEXT)
        await stopWorkers('')
        await release(next.id)
        await untilReleased(next.id)
        expect(await releaseOf(next.id)).toBe(NEXT)
        await untilVerified(ground)
      },
      3 * SETTLED_MS,
    )

    const read = (id: string) => production().api.get<OrderAnswer>(`/orders/${id}`)

    /** Accepted is enough: who does it is what these tests are about. */
    async function release(id: string): Promise<void> {
      const { apiUrl, apiKey } = production()
      const answer = await fetch(`${apiUrl}/api/v1/orders/${id}/resolution/release`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, prefer: 'respond-async' },
      })
      expect([200, 202]).toContain(answer.status)
    }

    async function untilReleased(id: string): Promise<void> {
      await until(SETTLED_MS, `${id} to be closed`, async () => (await read(id)).status === 'CLOSED')
      expect(await read(id)).toMatchObject({ finalStatus: 'RELEASED' })
    }

    async function historyOf(id: string) {
      return (await production().temporal.workflow.getHandle(id).fetchHistory()).events ?? []
    }

    /** The release that did the order's last workflow task. */
    async function releaseOf(id: string): Promise<string | undefined> {
      const tasks = (await historyOf(id)).map(({ workflowTaskCompletedEventAttributes: task }) => task)
      return tasks.filter(Boolean).at(-1)?.deploymentVersion?.buildId ?? undefined
    }

    async function hasStepMore(id: string): Promise<boolean> {
      const markers = (await historyOf(id)).map(({ markerRecordedEventAttributes: marker }) => marker?.markerName)
      return markers.includes('core_patch')
    }

    /** TMPRL1100 is the SDK's code for a history that the code at hand did not make. */
    async function wasRefused(id: string): Promise<boolean> {
      const failed = (await historyOf(id)).map(({ workflowTaskFailedEventAttributes: task }) => task?.failure?.message)
      return failed.some((message) => message?.includes('TMPRL1100'))
    }
  })
}
