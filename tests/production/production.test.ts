import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PRICE, playStory } from '../../cli/demo/story.ts'
import { runIn, runJob } from './support/runService.ts'
import { FOREIGN_CA } from './support/temporalTls.ts'
import { testUpgrade } from './support/testUpgrade.ts'
import { untilVerified } from './support/untilVerified.ts'
import { useProduction } from './support/useProduction.ts'

const RELEASE = '1.0.0'
const SETTLED_MS = 90_000
const production = useProduction(RELEASE)

describe('the system of docker-compose.yml, run from the files of the image with NODE_ENV=production', () => {
  it(
    'was prepared by its jobs, each of which can be repeated and then says that nothing is left to do',
    async () => {
      const { said, ground, prepareSchema } = production()
      expect(said.migrate).toMatch(/^Applied /)
      expect(said.setup).toContain('Made the namespace shop, which keeps closed orders for 30 days.')
      expect(said.setup).toContain(
        'Added the search attributes BuyerId, OrderStatus, OrderStuck, SellerId, StuckReason',
      )
      await prepareSchema()
      expect(await runJob(ground, 'migrate')).toContain('The database is up to date.')
      const again = await runJob(ground, 'temporal-setup')
      expect(again).toContain('keeps closed orders for 30 days, as it should')
      expect(again).not.toContain('Added')
    },
    SETTLED_MS,
  )

  it(
    'takes an order from a deposit to its release with an API and two workers, and its books agree',
    async () => {
      const { api, faucetUrl, ground, startApi, startWorker, promote } = production()
      const workers = await Promise.all([startWorker(RELEASE), startWorker(RELEASE)])
      expect(await promote(RELEASE)).toContain(`Temporal gives all work to release ${RELEASE} from now on`)
      expect(await promote(RELEASE)).toContain('already')
      await startApi()
      const { order, seller } = await playStory({ api, faucetUrl, tell: () => undefined })
      expect(order).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
      expect(await api.get(`/users/${seller.id}/balance`)).toMatchObject({ available: PRICE })
      await untilVerified(ground)
      const stuck = await runIn(ground, 'api', ['cli/offerhub.ts', 'orders', 'stuck', '--json'])
      expect(JSON.parse(stuck)).toMatchObject({ orders: [] })
      for (const worker of workers) expect(worker.log()).toContain('worker is ready')
    },
    2 * SETTLED_MS,
  )
})

describe('a process that is given the wrong authority for Temporal', () => {
  it.each(['worker', 'api'])(
    'gives up with one sentence, which names the setting: %s',
    async (name) => {
      const { ground } = production()
      const [script = ''] = ground.compose.services[name]?.command?.slice(1) ?? []
      const ended = runIn(ground, name, [script], {
        HEALTH_PORT: '',
        PORT: '0',
        START_WAIT_SECONDS: '1',
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: path.join(ground.secrets, FOREIGN_CA),
      })
      await expect(ended).rejects.toThrow(
        /Gave up after \d s of waiting for Temporal \(the certificate of \S+ is not signed by the authority in \S+; correct TEMPORAL_TLS_SERVER_CA_CERT_PATH\)\./,
      )
    },
    SETTLED_MS,
  )
})

testUpgrade(production, RELEASE)
