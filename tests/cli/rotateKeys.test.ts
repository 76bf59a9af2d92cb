import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import { parseMasterKeys } from '../../chain/keys/masterKeys.ts'
import { newWallet } from '../../chain/keys/newWallet.ts'
import { open } from '../../chain/keys/seal.ts'
import { checkKeys } from '../../cli/keys/checkKeys.ts'
import { rotateKeys } from '../../cli/keys/rotate.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { keyIdsInUse } from '../../db/wallets/keyIdsInUse.ts'
import { readEncryptedKey } from '../../db/wallets/readEncryptedKey.ts'
import { replaceSeals } from '../../db/wallets/replaceSeals.ts'
import { sealedByOthers } from '../../db/wallets/sealedByOthers.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const [K1, K2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`)
const onlyOld = parseMasterKeys(K1 ?? '')
const both = parseMasterKeys(`${K2},${K1}`)
const onlyNew = parseMasterKeys(K2 ?? '')

const database = await useTestDatabase()
const { db } = database
beforeEach(async () => {
  // No test inherits wallets of another that its own keys cannot open: all are under the newest key.
  await rotateKeys(db, both)
})

/** Wallets as a worker makes them that has only the old key, with the secrets that are in them. */
async function oldWallets(count: number): Promise<ReadonlyMap<string, string>> {
  const wallets = Array.from({ length: count }, () => newWallet(onlyOld))
  await insertSpareWallets(db, wallets)
  return new Map(wallets.map(({ address, ...sealed }) => [address, open(onlyOld, address, sealed).secret()]))
}

/** Every one of these wallets opens with the keys and holds its own secret. */
async function expectSecrets(secrets: ReadonlyMap<string, string>, keys = onlyNew): Promise<void> {
  for (const [address, secret] of secrets) {
    const sealed = await readEncryptedKey(db, address)
    expect(sealed && open(keys, address, sealed).secret()).toBe(secret)
  }
}

describe('rotating the keys', () => {
  test('leaves every wallet its secret, sealed with the newest key alone', async () => {
    const secrets = await oldWallets(25)
    const batches: number[] = []
    const done = await rotateKeys(db, both, { batchSize: 10, onBatch: (resealed) => batches.push(resealed) })
    expect(done).toEqual({ resealed: 25, left: 0, problems: [] })
    expect(batches).toEqual([10, 20, 25])
    await expectSecrets(secrets)
  })

  test('again does nothing', async () => {
    await oldWallets(3)
    await rotateKeys(db, both)
    expect(await rotateKeys(db, both)).toEqual({ resealed: 0, left: 0, problems: [] })
  })

  test('can be stopped after any batch and goes on where it was', async () => {
    const secrets = await oldWallets(20)
    const stop = new AbortController()
    const stopped = await rotateKeys(db, both, { batchSize: 5, signal: stop.signal, onBatch: () => stop.abort() })
    expect(stopped).toMatchObject({ resealed: 5, left: 15 })
    await expectSecrets(secrets, both)
    expect(await rotateKeys(db, both, { batchSize: 5 })).toMatchObject({ resealed: 15, left: 0 })
    await expectSecrets(secrets)
  })

  test('by two at once seals each wallet once, and a worker can open every one meanwhile', async () => {
    const secrets = await oldWallets(40)
    const [one, other] = await Promise.all([
      rotateKeys(db, both, { batchSize: 7 }),
      rotateKeys(db, both, { batchSize: 7 }),
      expectSecrets(secrets, both),
    ])
    expect(one.resealed + other.resealed).toBe(40)
    await expectSecrets(secrets)
  })

  test('counts wallets that a worker makes meanwhile under the old key, and the next run takes them', async () => {
    await oldWallets(4)
    const made: ReadonlyMap<string, string>[] = []
    const onBatch = async () => void made.push(await oldWallets(8))
    const waits: Promise<void>[] = []
    const done = await rotateKeys(db, both, { batchSize: 4, onBatch: () => void waits.push(onBatch()) })
    await Promise.all(waits)
    const left = (await keyIdsInUse(db)).get('k1') ?? 0
    expect(done.left).toBeLessThanOrEqual(left)
    expect((await rotateKeys(db, both)).left).toBe(0)
    for (const secrets of made) await expectSecrets(secrets)
  })

  test('does not overwrite a seal that has changed since it was read', async () => {
    const [address = ''] = (await oldWallets(1)).keys()
    const [read] = await sealedByOthers(db, { keyId: 'k2', after: '', limit: 10 })
    await rotateKeys(db, both)
    const now = await readEncryptedKey(db, address)
    const stale = { address, keyId: 'k2', ciphertext: 'c3RhbGU=', replaces: read?.ciphertext ?? '' }
    expect(await replaceSeals(db, [stale])).toBe(0)
    expect(await readEncryptedKey(db, address)).toEqual(now)
  })

  test('goes on past a wallet that cannot be opened, names it, and leaves its seal as it is', async () => {
    const { address, ...sealed } = newWallet(parseMasterKeys(`k1:${randomBytes(32).toString('base64')}`))
    await insertSpareWallets(db, [{ address, ...sealed }])
    const secrets = await oldWallets(3)
    const done = await rotateKeys(db, both, { batchSize: 2 })
    expect(done).toEqual({ resealed: 3, left: 1, problems: [expect.stringContaining(address)] })
    expect(await readEncryptedKey(db, address)).toMatchObject(sealed)
    await expectSecrets(secrets)
    await db.sql`update wallets set key_id = 'k2' where address = ${address}`
  })
})

test('what is said of a key follows from who needs it', () => {
  const inUse = new Map([
    ['k1', 3],
    ['k0', 1],
  ])
  const advice = checkKeys(both, inUse).map(({ keyId, advice }) => [keyId, advice.split(':')[0]])
  expect(advice).toEqual([
    ['k2', 'the newest'],
    ['k1', 'still in use'],
    ['k0', 'missing'],
  ])
  expect(checkKeys(both, new Map()).map(({ advice }) => advice.split(':')[0])).toEqual(['the newest', 'seals nothing'])
})

describe('npm run keys:rotate', () => {
  const run = async (args: string[], masterKey: string | undefined) => {
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url, MASTER_KEY: masterKey } as NodeJS.ProcessEnv
    return await promisify(execFile)(process.execPath, ['cli/rotateKeys.ts', ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    )
  }

  test('refuses to let go of a key that is in use, takes its wallets over, and then lets it go', async () => {
    await oldWallets(2)
    const refused = await run(['--drop', 'k1'], `${K2},${K1}`)
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('k1: 2 wallets; still in use')])
    const rotated = await run([], `${K2},${K1}`)
    expect([rotated.code, rotated.stdout]).toEqual([0, expect.stringContaining('2 sealed anew, 0 left')])
    const dropped = await run(['--drop', 'k1'], `${K2},${K1}`)
    expect([dropped.code, dropped.stdout]).toEqual([0, expect.stringContaining('may be taken out')])
  })

  test('--check fails while a key is missing that wallets need', async () => {
    await oldWallets(1)
    const missing = await run(['--check'], K2)
    expect([missing.code, missing.stdout]).toEqual([1, expect.stringContaining('k1: 1 wallets; missing')])
  })

  test('without its settings says which, and shows no key', async () => {
    const { code, stderr } = await run([], 'k1:bm90LWEta2V5')
    expect(code).toBe(1)
    expect(stderr).toContain('MASTER_KEY must be')
    expect(stderr).not.toContain('bm90LWEta2V5')
  })
})
