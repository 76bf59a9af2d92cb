import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { toApiError } from '../../api/toApiError.ts'

const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

test('a connection that breaks is 503 and to be repeated, whoever sent the query', () => {
  for (const thrown of [lost, new DrizzleQueryError('select 1', [], lost)]) {
    expect(toApiError(thrown)).toMatchObject({ code: 'SERVICE_UNAVAILABLE', keyFate: 'keep' })
  }
})

test('a query that is wrong stays an error of ours', () => {
  const wrong = Object.assign(new Error('syntax error'), { code: '42601' })
  for (const thrown of [wrong, new DrizzleQueryError('select 1', [], wrong)]) {
    expect(toApiError(thrown)).toMatchObject({ code: 'INTERNAL_ERROR' })
  }
})
