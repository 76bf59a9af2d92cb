import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Keypair } from '@stellar/stellar-sdk'
import { expect, it, onTestFinished } from 'vitest'
import { readCompose } from '../production/support/compose.ts'

it('keys:new --into writes every file that docker-compose.yml takes from the folder, closed to others, and overwrites nothing', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'offerhub-keys-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  const folder = path.join(parent, 'secrets')
  const run = () => promisify(execFile)(process.execPath, ['cli/newKeys.ts', '--into', folder])
  const { stdout } = await run()
  expect((await stat(folder)).mode & 0o777).toBe(0o700)

  const { secrets } = readCompose({ RELEASE: '1', STELLAR_NETWORK: 'testnet', SECRETS_DIR: folder })
  const wanted = Object.values(secrets).map(({ file }) => file)
  for (const file of wanted.filter((one) => one !== '/dev/null')) await stat(file)
  const treasury = (await readFile(path.join(folder, 'treasury_secret'), 'utf8')).trim()
  expect(stdout).toContain(Keypair.fromSecret(treasury).publicKey())
  expect(stdout).not.toContain(treasury)
  expect(await readFile(path.join(folder, 'temporal.env'), 'utf8')).toMatch(/^POSTGRES_PWD=[0-9a-f]{48}\n$/)

  await expect(run()).rejects.toThrow(/is there already/)
  expect((await readFile(path.join(folder, 'treasury_secret'), 'utf8')).trim()).toBe(treasury)
})
