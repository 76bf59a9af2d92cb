import { describe, expect, test } from 'vitest'
import { type Claim, claimKey } from '../../db/idempotency/claimKey.ts'
import { deleteExpiredKeys } from '../../db/idempotency/deleteExpiredKeys.ts'
import { releaseKey } from '../../db/idempotency/releaseKey.ts'
import { storeAnswer } from '../../db/idempotency/storeAnswer.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 50 })

const apiKeyId = 'key_1'
const lockMs = 60_000
let keys = 0
/** A request under a key that nobody has used. */
function someRequest() {
  const key = `k${++keys}`
  return { apiKeyId, key, fingerprint: 'f', commandId: `cmd_${key}`, resourceId: `ord_${key}`, lockMs }
}
type Request = ReturnType<typeof someRequest>

/** Lets the holder of a key look as if it had claimed it so long ago. */
async function age({ key }: Request, ms: number): Promise<void> {
  await db.sql`update idempotency_keys set claimed_at = claimed_at - make_interval(secs => ${ms / 1000}::float8) where key = ${key}`
}
async function expire({ key }: Request): Promise<void> {
  await db.sql`update idempotency_keys set expires_at = now() - interval '1 second' where key = ${key}`
}
const kinds = (claims: readonly Claim[]) => Object.groupBy(claims, ({ kind }) => kind)

describe('an idempotency key', () => {
  test('is claimed by the first and in progress for the second, who is told when to come back', async () => {
    const request = someRequest()
    const { commandId, resourceId } = request
    expect(await claimKey(db, request)).toEqual({ kind: 'claimed', commandId, resourceId })
    const second = await claimKey(db, { ...request, commandId: 'cmd_other', resourceId: 'ord_other' })
    expect(second).toEqual({ kind: 'in_progress', retryAfterSeconds: 60 })
  })

  test('has one winner among fifty', async () => {
    const request = someRequest()
    const claims = kinds(await Promise.all(Array.from({ length: 50 }, () => claimKey(db, request))))
    expect(claims.claimed).toHaveLength(1)
    expect(claims.in_progress).toHaveLength(49)
  })

  test('replays the stored answer with the fields in their order', async () => {
    const request = someRequest()
    await claimKey(db, request)
    const body = { success: true, data: { b: 1, a: '"x"' }, list: [null] }
    await storeAnswer(db, { apiKeyId, key: request.key, status: 201, body, headers: { Location: '/x' } })
    const replay = await claimKey(db, request)
    expect(replay).toEqual({ kind: 'replay', status: 201, body, headers: { Location: '/x' } })
    expect(JSON.stringify('body' in replay ? replay.body : null)).toBe(JSON.stringify(body))
  })

  test('replays an answer that is plain text, or nothing, as it was', async () => {
    for (const body of ['text', null, 7]) {
      const request = someRequest()
      await claimKey(db, request)
      await storeAnswer(db, { apiKeyId, key: request.key, status: 200, body })
      expect(await claimKey(db, request)).toEqual({ kind: 'replay', status: 200, body })
    }
  })

  test('keeps the first answer', async () => {
    const request = someRequest()
    await claimKey(db, request)
    await storeAnswer(db, { apiKeyId, key: request.key, status: 200, body: 'first' })
    await storeAnswer(db, { apiKeyId, key: request.key, status: 500, body: 'second' })
    expect(await claimKey(db, request)).toMatchObject({ status: 200, body: 'first' })
  })

  test('for another request is refused, while in progress and after the answer', async () => {
    const request = someRequest()
    await claimKey(db, request)
    expect(await claimKey(db, { ...request, fingerprint: 'other' })).toEqual({ kind: 'reused' })
    await storeAnswer(db, { apiKeyId, key: request.key, status: 200, body: {} })
    expect(await claimKey(db, { ...request, fingerprint: 'other' })).toEqual({ kind: 'reused' })
  })

  test('of another API key is another key', async () => {
    const request = someRequest()
    await claimKey(db, request)
    expect(await claimKey(db, { ...request, apiKeyId: 'key_2', fingerprint: 'other' })).toMatchObject({
      kind: 'claimed',
    })
  })

  test('whose holder died is taken over with the first ids, by one of fifty', async () => {
    const request = someRequest()
    const { commandId, resourceId } = request
    await claimKey(db, request)
    await age(request, lockMs)
    const again = { ...request, commandId: 'cmd_new', resourceId: 'ord_new' }
    const claims = kinds(await Promise.all(Array.from({ length: 50 }, () => claimKey(db, again))))
    expect(claims.taken_over).toEqual([{ kind: 'taken_over', commandId, resourceId }])
    expect(claims.in_progress).toHaveLength(49)
  })

  test('is taken over also when the ids are derived and therefore equal', async () => {
    const request = someRequest()
    await claimKey(db, request)
    await age(request, lockMs)
    expect(await claimKey(db, request)).toMatchObject({ kind: 'taken_over' })
  })

  test('whose holder died is not taken over for another request', async () => {
    const request = someRequest()
    await claimKey(db, request)
    await age(request, lockMs)
    expect(await claimKey(db, { ...request, fingerprint: 'other' })).toEqual({ kind: 'reused' })
  })

  test('that was answered is never taken over, however old', async () => {
    const request = someRequest()
    await claimKey(db, request)
    await storeAnswer(db, { apiKeyId, key: request.key, status: 200, body: 'done' })
    await age(request, 10 * lockMs)
    expect(await claimKey(db, request)).toMatchObject({ kind: 'replay', body: 'done' })
  })

  test('that was released can be claimed for a corrected request', async () => {
    const request = someRequest()
    await claimKey(db, request)
    await releaseKey(db, request)
    expect(await claimKey(db, { ...request, fingerprint: 'corrected' })).toMatchObject({ kind: 'claimed' })
  })

  test('that was answered cannot be released', async () => {
    const request = someRequest()
    await claimKey(db, request)
    await storeAnswer(db, { apiKeyId, key: request.key, status: 200, body: 'done' })
    await releaseKey(db, request)
    expect(await claimKey(db, request)).toMatchObject({ kind: 'replay' })
  })

  test('that has expired begins anew with the new ids, also for another request', async () => {
    const request = someRequest()
    await claimKey(db, request)
    await storeAnswer(db, { apiKeyId, key: request.key, status: 200, body: 'old' })
    await expire(request)
    const fresh = { ...request, fingerprint: 'other', commandId: 'cmd_fresh', resourceId: 'ord_fresh' }
    const claim = { kind: 'claimed', commandId: 'cmd_fresh', resourceId: 'ord_fresh' }
    expect(await claimKey(db, fresh)).toEqual(claim)
    expect(await claimKey(db, fresh)).toMatchObject({ kind: 'in_progress' })
  })

  test('lives for 24 hours and is deleted afterwards, a bounded number at once', async () => {
    const [kept, first, second] = [someRequest(), someRequest(), someRequest()]
    for (const request of [kept, first, second]) await claimKey(db, request)
    const [row] = await db.sql`
      select extract(epoch from expires_at - claimed_at)::int as seconds from idempotency_keys where key = ${kept.key}`
    expect(row?.seconds).toBe(24 * 60 * 60)
    await expire(first)
    await expire(second)
    expect([await deleteExpiredKeys(db, 1), await deleteExpiredKeys(db, 10)]).toEqual([1, 1])
    expect(await claimKey(db, kept)).toMatchObject({ kind: 'in_progress' })
  })
})
