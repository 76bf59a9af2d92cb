import { expect, test } from 'vitest'
import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import { findApiKey } from '../../db/apiKeys/findApiKey.ts'
import { importApiKey } from '../../db/apiKeys/importApiKey.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase()

test('a key that was made is found with its scopes; any other is not', async () => {
  const { id, key } = await createApiKey(db, { name: 'shop', scopes: ['read', 'write'], environment: 'live' })
  expect(key).toMatch(/^ohk_live_[\w-]{43}$/)
  expect(await findApiKey(db, key)).toMatchObject({ id, scopes: ['read', 'write'] })
  expect(await findApiKey(db, `${key}x`)).toBeNull()
  expect(await findApiKey(db, key.replace('live', 'test'))).toBeNull()
  expect(await findApiKey(db, '')).toBeNull()
})

test('the database knows the hash and the first characters of a key, and nothing more of it', async () => {
  const { id, key } = await createApiKey(db, { name: 'shop', scopes: ['read'], environment: 'test' })
  const [row] = await db.sql`select * from api_keys where id = ${id}`
  expect(JSON.stringify(row)).not.toContain(key.slice(14))
  expect(row).toMatchObject({ prefix: key.slice(0, 13), environment: 'test' })
})

test('a key that is revoked or expired opens nothing', async () => {
  const revoked = await createApiKey(db, { name: 'r', scopes: ['read'], environment: 'test' })
  await db.sql`update api_keys set revoked_at = now() where id = ${revoked.id}`
  expect(await findApiKey(db, revoked.key)).toBeNull()
  const expired = await createApiKey(db, { name: 'e', scopes: ['read'], environment: 'test' })
  await db.sql`update api_keys set expires_at = now() - interval '1 second' where id = ${expired.id}`
  expect(await findApiKey(db, expired.key)).toBeNull()
})

test('a key imported again is the same key, with the scopes given last', async () => {
  const draft = { key: 'ohk_test_0123456789abcdef', name: 'from a file', scopes: ['read'] as const }
  const first = await importApiKey(db, draft)
  const again = await importApiKey(db, { ...draft, scopes: ['read', 'write', 'support'] })
  expect(again).toEqual(first)
  expect((await findApiKey(db, draft.key))?.scopes).toEqual(['read', 'write', 'support'])
})

test('a text that is no key cannot be imported', async () => {
  for (const key of ['', 'secret', 'ohk_live_short', 'ohk_prod_0123456789abcdef']) {
    await expect(importApiKey(db, { key, name: 'x', scopes: ['read'] })).rejects.toThrow('An API key is')
  }
})
