import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { ApiError } from '../../../api/apiError.ts'
import { handleErrors } from '../../../api/middleware/handleErrors.ts'
import { logRequests } from '../../../api/middleware/logRequests.ts'
import { requestId } from '../../../api/middleware/requestId.ts'
import { noteSubject } from '../../../api/requests/context.ts'
import type { ApiConfig } from '../../../config/load.ts'
import type { CommandId, OrderId } from '../../../domain/ids.ts'

const SUBJECT = { orderId: 'ord_1' as OrderId, commandId: 'cmd_1' as CommandId }
const SAID = 'mallory@example.com'

/** The lines that an API with these middlewares writes about one request. */
async function linesAbout(fail: () => void): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = []
  const logger = pino({}, { write: (line) => void lines.push(JSON.parse(line)) })
  const app = express()
  app.use(requestId, logRequests(logger))
  app.post('/orders', (_request, response) => {
    noteSubject(response, SUBJECT)
    fail()
    response.json(null)
  })
  app.use(handleErrors({ publicUrl: 'http://localhost' } as ApiConfig, logger))
  const server: Server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders?email=${SAID}`
  const headers = { 'x-request-id': 'mine-1', authorization: `Bearer ${SAID}` }
  await (await fetch(url, { method: 'POST', headers, body: SAID })).text()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return lines
}

it.each([
  ['is answered', (): void => undefined, 1],
  [
    'fails for a reason of ours',
    () => {
      throw new Error('a bug')
    },
    2,
  ],
  [
    'fails because Temporal is away',
    () => {
      throw new ApiError('SERVICE_UNAVAILABLE', 'Temporal cannot be reached')
    },
    2,
  ],
] as const)(
  'every line about a request that %s names request, order and command, and nothing it said',
  async (_, fail, count) => {
    const lines = await linesAbout(fail)
    expect(lines).toHaveLength(count)
    for (const line of lines) {
      expect(line).toMatchObject({ requestId: 'mine-1', ...SUBJECT })
      expect(JSON.stringify(line)).not.toContain('mallory')
    }
  },
)
