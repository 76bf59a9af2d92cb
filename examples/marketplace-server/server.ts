import { OfferHubSDK } from '@offerhub/sdk'
import { createMarketplace } from './marketplace.ts'
import { createPages } from './pages.ts'
import { receiveWebhooks } from './webhooks.ts'

const { OFFERHUB_API_URL = 'http://localhost:4000', OFFERHUB_API_KEY = '', PORT = '3000' } = process.env
const { OFFERHUB_WEBHOOK_SECRET } = process.env

const sdk = new OfferHubSDK({ apiUrl: OFFERHUB_API_URL, apiKey: OFFERHUB_API_KEY, userAgent: 'marketplace-server' })
const marketplace = await createMarketplace(sdk)
const app = createPages(marketplace)
if (OFFERHUB_WEBHOOK_SECRET) app.use(receiveWebhooks(marketplace.updates, OFFERHUB_WEBHOOK_SECRET))
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : PORT
  console.log(`The shop is open at http://localhost:${port}`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    marketplace.close()
    server.close()
    server.closeAllConnections()
  })
}
