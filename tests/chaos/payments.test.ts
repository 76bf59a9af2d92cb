import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openJournal } from '../../cli/chaos/check/record.ts'
import type { Stage } from '../../cli/chaos/load/caller.ts'
import { pay } from '../../cli/chaos/load/people.ts'
import { openTally } from '../../cli/chaos/load/tally.ts'

/** A faucet that breaks the first connections off after it has paid, as one that is killed does. */
async function stageWithFaucet(breaksOff: number): Promise<{ stage: Stage; paid: string[] }> {
  const paid: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8')
    request.once('data', (text: string) => {
      paid.push((JSON.parse(text) as { amount: string }).amount)
      if (paid.length <= breaksOff) request.socket.destroy()
      else response.end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const faucetUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const door = { apiUrl: faucetUrl, apiKey: '' }
  return { stage: { door, faucetUrl, journal: openJournal(), tally: openTally() }, paid }
}

test('no two payments to a person have the same amount, whatever was asked for, so each credit tells its payment', async () => {
  const { stage, paid } = await stageWithFaucet(2)
  const person = { id: 'usr_b', address: 'G' }
  for (const aboutCents of [10_100, 10_099, 10_100, 10_098, 10_101]) await pay(stage, person, aboutCents)
  const { payments } = stage.journal
  expect(payments).toHaveLength(7)
  expect(new Set(payments.map(({ amountStroops }) => amountStroops)).size).toBe(payments.length)
  expect(new Set(paid).size).toBe(paid.length)
  expect(payments.map(({ certainty }) => certainty).filter((certainty) => certainty === 'unknown')).toHaveLength(2)
})
