import { expect, it } from 'vitest'
import { createReadyParties } from '../../../activities/escrow/parties.ts'
import type { Database } from '../../../db/connect.ts'
import type { OrderTerms } from '../../../domain/order/terms.ts'

/** More than are remembered at once. */
const MANY = 20_001

/** A database of ready wallets, each named after its user. Whoever asks for the slow one waits for `answer`. */
function walletsWith(slow: string, answer: Promise<void>): Pick<Database, 'sql'> {
  const read = async (list: string) => {
    const userIds = list.slice(1, -1).replaceAll('"', '').split(',')
    if (userIds.includes(slow)) await answer
    return userIds.map((userId) => ({ userId, address: `wallet of ${userId}`, status: 'READY' }))
  }
  const sql = (parts: TemplateStringsArray, list: string) => (parts.join('').includes('select') ? read(list) : list)
  return { sql: sql as unknown as Database['sql'] }
}

it('a party that was known when an order asked is not missed when others take its place meanwhile', async () => {
  const { promise: answer, resolve: answerNow } = Promise.withResolvers<void>()
  const db = walletsWith('newcomer', answer) as Database
  const readyParties = createReadyParties({ db, treasuryAddress: 'GT', resolverAddress: 'GR' })
  const between = (buyerId: string, sellerId: string) => readyParties({ buyerId, sellerId } as OrderTerms)
  await between('known', 'known')
  const asking = between('known', 'newcomer')
  for (let other = 0; other < MANY; other++) await between(`other ${other}`, `other ${other}`)
  answerNow()
  expect(await asking).toMatchObject({ buyer: 'wallet of known', seller: 'wallet of newcomer' })
})
