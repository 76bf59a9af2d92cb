import { until } from '../../../cli/demo/until.ts'
import { SETTLED_MS } from '../../e2e/createOrders.ts'
import { type Ground, runIn } from './runService.ts'

/** Waits until `npm run verify`, run as in a container, finds that ledger, chain and workflows agree. */
export async function untilVerified(ground: Ground): Promise<void> {
  let said = ''
  await until(SETTLED_MS, 'the books to agree', async () => {
    said = await runIn(ground, 'worker', ['cli/verify.ts', '--json']).catch((error: Error) => error.message)
    return said.includes('"equal":true')
  }).catch((error: Error) => {
    throw new Error(`${error.message} It said: ${said}`)
  })
}
