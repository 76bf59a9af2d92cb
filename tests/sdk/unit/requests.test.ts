import { expect, it } from 'vitest'
import { DEFAULT_DIALECT } from '../../../api/dialects/chooseDialect.ts'
import { API_KEY, anOrder, fakeApi, ok, page } from './fakeApi.ts'

it('a request names the key, the version of the language, and who sends it', async () => {
  const { sdk, sent, answer } = fakeApi({ userAgent: 'shop/2.0', headers: { 'x-shop': 'yes' } })
  answer(ok(anOrder('ORDER_CREATED')))
  await sdk.orders.get('ord_1', {}, { headers: { 'x-trace': 'one' } })
  const headers = sent[0]?.headers
  expect(headers?.get('authorization')).toBe(`Bearer ${API_KEY}`)
  expect(headers?.get('offerhub-version')).toBe(DEFAULT_DIALECT.version)
  expect(headers?.get('user-agent')).toMatch(/^shop\/2\.0 offerhub-sdk\/\d+\.\d+\.\d+$/)
  expect([headers?.get('x-shop'), headers?.get('x-trace')]).toEqual(['yes', 'one'])
})

it('ids and references are escaped in the path, and what is left out is not in the query', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ok(anOrder('IN_PROGRESS')))
  await sdk.milestones.release('ord_1', 'a/b c?d')
  expect(sent[0]?.path).toBe('/api/v1/orders/ord_1/milestones/a%2Fb%20c%3Fd/release')
  answer(page([], null))
  await sdk.orders.list({ status: 'DISPUTED', buyerId: undefined, limit: 5 })
  expect(sent[1]?.query).toEqual({ status: 'DISPUTED', limit: '5' })
})

it('a list that is awaited is its first page', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(page([anOrder('CLOSED')], 'ord_1'))
  const first = await sdk.orders.list()
  expect(first).toMatchObject({ hasMore: true, nextCursor: 'ord_1', data: [{ id: 'ord_1' }] })
  expect(sent).toHaveLength(1)
})

it('a list that is iterated over gives the items of every page, and reads a page only when it is needed', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(page([{ id: 'ord_3' }, { id: 'ord_2' }], 'ord_2'), page([{ id: 'ord_1' }], null))
  const seen: string[] = []
  const before: number[] = []
  for await (const { id } of sdk.orders.list({ buyerId: 'usr_1', limit: 2 })) {
    before.push(sent.length)
    seen.push(id)
  }
  expect(seen).toEqual(['ord_3', 'ord_2', 'ord_1'])
  expect(before).toEqual([1, 1, 2])
  expect(sent.map(({ query }) => query)).toEqual([
    { buyerId: 'usr_1', limit: '2' },
    { buyerId: 'usr_1', limit: '2', cursor: 'ord_2' },
  ])
})

it('a list that is left early reads no further page', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(page([{ id: 'ord_3' }], 'ord_3'))
  for await (const _ of sdk.orders.list()) break
  expect(sent).toHaveLength(1)
})

it('a list whose cursor stands still ends with an error instead of going on for ever', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(page([{ id: 'ord_3' }], 'ord_3'))
  const read = async () => {
    for await (const _ of sdk.orders.list()) expect(sent.length).toBeLessThan(10)
  }
  await expect(read()).rejects.toThrow('does not go on after the cursor ord_3')
})
