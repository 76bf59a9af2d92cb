import { describe, expect, test } from 'vitest'
import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import { findApiKey } from '../../db/apiKeys/findApiKey.ts'
import { importApiKey } from '../../db/apiKeys/importApiKey.ts'
import { listApiKeys, readApiKey } from '../../db/apiKeys/list.ts'
import { revokeApiKey } from '../../db/apiKeys/revokeApiKey.ts'
import { MAX_OVERLAP_SECONDS, rotateApiKey } from '../../db/apiKeys/rotateApiKey.ts'
import { touchApiKey } from '../../db/apiKeys/touchApiKey.ts'
import { newId } from '../../db/newId.ts'
import { invariant } from '../../domain/invariant.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase()

const HOUR_MS = 3_600_000
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString()

async function someKey(expiresAt?: string) {
  return await createApiKey(db, { name: 'shop', scopes: ['read', 'write'], environment: 'test', expiresAt })
}

async function rotate(id: `key_${string}`, overlapSeconds: number) {
  const fresh = await rotateApiKey(db, id, { overlapSeconds })
  invariant(fresh, `Key ${id} could be rotated`)
  return fresh
}

describe('rotating a key', () => {
  test('gives a key with the same rights, and both open during the overlap', async () => {
    const old = await someKey()
    const fresh = await rotate(old.id, 3_600)
    expect(fresh.key).toMatch(/^ohk_test_/)
    expect(await findApiKey(db, fresh.key)).toMatchObject({ id: fresh.id, scopes: ['read', 'write'] })
    expect(await findApiKey(db, old.key)).toMatchObject({ id: old.id, scopes: ['read', 'write'] })
    const [before, after] = [await readApiKey(db, old.id), await readApiKey(db, fresh.id)]
    expect(before?.replacedBy).toBe(fresh.id)
    const remainingMs = Date.parse(before?.expiresAt ?? '') - Date.now()
    expect(remainingMs).toBeGreaterThan(0.9 * HOUR_MS)
    expect(remainingMs).toBeLessThanOrEqual(HOUR_MS)
    expect(after).toMatchObject({
      name: 'shop',
      environment: 'test',
      expiresAt: null,
      replacedBy: null,
      prefix: fresh.key.slice(0, 13),
    })
  })

  test('without an overlap ends the old key at once', async () => {
    const old = await someKey()
    const fresh = await rotate(old.id, 0)
    expect(await findApiKey(db, old.key)).toBeNull()
    expect(await findApiKey(db, fresh.key)).not.toBeNull()
  })

  test('never lengthens the life of the old key, and the new one lives as long as it was meant to', async () => {
    const expiresAt = fromNow(HOUR_MS)
    const old = await someKey(expiresAt)
    const fresh = await rotate(old.id, MAX_OVERLAP_SECONDS)
    expect((await readApiKey(db, old.id))?.expiresAt).toBe(expiresAt)
    const life = Date.parse((await readApiKey(db, fresh.id))?.expiresAt ?? '') - Date.now()
    expect(life).toBeGreaterThan(0.9 * HOUR_MS)
    expect(life).toBeLessThanOrEqual(HOUR_MS)
  })

  test('twenty times at once makes one new key', async () => {
    const old = await someKey()
    const results = await Promise.all(
      Array.from({ length: 20 }, () => rotateApiKey(db, old.id, { overlapSeconds: 60 })),
    )
    const made = results.filter((result) => result !== null)
    expect(made).toHaveLength(1)
    expect((await readApiKey(db, old.id))?.replacedBy).toBe(made[0]?.id)
  })

  test('is not possible for a key that is unknown, revoked, expired or replaced', async () => {
    const [revoked, replaced] = [await someKey(), await someKey()]
    await revokeApiKey(db, revoked.id)
    await rotate(replaced.id, 60)
    const expired = await someKey(fromNow(-1_000))
    for (const id of [newId('apiKey'), revoked.id, replaced.id, expired.id]) {
      expect(await rotateApiKey(db, id, { overlapSeconds: 60 })).toBeNull()
    }
  })

  test('refuses an overlap that never ends', async () => {
    const { id } = await someKey()
    for (const overlapSeconds of [-1, 0.5, MAX_OVERLAP_SECONDS + 1]) {
      await expect(rotateApiKey(db, id, { overlapSeconds })).rejects.toThrow('overlap')
    }
  })
})

describe('a key that ended', () => {
  test('by revocation opens nothing, for ever, also when it is imported again', async () => {
    const { id, key } = await someKey()
    const first = await revokeApiKey(db, id)
    expect(first?.revokedAt).not.toBeNull()
    expect(await revokeApiKey(db, id)).toEqual(first)
    await importApiKey(db, { key, name: 'again', scopes: ['read'] })
    expect(await findApiKey(db, key)).toBeNull()
    const undo = db.sql`update api_keys set revoked_at = null where id = ${id}`
    await expect(undo).rejects.toMatchObject({ constraint_name: 'api_keys_ended_for_ever' })
    await expect(db.sql`delete from api_keys where id = ${id}`).rejects.toMatchObject({
      constraint_name: 'api_keys_kept',
    })
  })

  test('by time opens nothing', async () => {
    expect(await findApiKey(db, (await someKey(fromNow(-1))).key)).toBeNull()
    expect(await findApiKey(db, (await someKey(fromNow(HOUR_MS))).key)).not.toBeNull()
  })

  test('by replacement cannot be given more time', async () => {
    const old = await someKey()
    await rotate(old.id, 60)
    const more = db.sql`update api_keys set expires_at = null where id = ${old.id}`
    await expect(more).rejects.toMatchObject({ constraint_name: 'api_keys_ended_for_ever' })
  })

  test('revoking one that does not exist says so', async () => {
    expect(await revokeApiKey(db, newId('apiKey'))).toBeNull()
  })
})

describe('the last use of a key', () => {
  test('is noted, and not again within a minute', async () => {
    const { id } = await someKey()
    expect((await readApiKey(db, id))?.lastUsedAt).toBeNull()
    await touchApiKey(db, id)
    const first = (await readApiKey(db, id))?.lastUsedAt
    expect(first).not.toBeNull()
    await Promise.all(Array.from({ length: 10 }, () => touchApiKey(db, id)))
    expect((await readApiKey(db, id))?.lastUsedAt).toBe(first)
    await db.sql`update api_keys set last_used_at = now() - interval '61 seconds' where id = ${id}`
    await touchApiKey(db, id)
    expect(Date.parse((await readApiKey(db, id))?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''))
  })
})

test('the list shows every key once, newest first, and never its hash', async () => {
  for (let n = 0; n < 5; n++) await someKey()
  const known = await db.sql<{ id: string }[]>`select id from api_keys order by id desc`
  const seen: string[] = []
  for (let more = true; more; ) {
    const page = await listApiKeys(db, { limit: 2, cursor: seen.at(-1) as `key_${string}` | undefined })
    for (const key of page.apiKeys) expect(JSON.stringify(key)).not.toMatch(/[0-9a-f]{64}/)
    seen.push(...page.apiKeys.map(({ id }) => id))
    more = page.hasMore
  }
  expect(seen).toEqual(known.map(({ id }) => id))
})
