import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Keypair } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { loadApiConfig, loadWorkerConfig } from '../../config/load.ts'
import { ConfigurationError } from '../../config/readSettings.ts'
import { isMeant, readPlan, writePlan } from '../../crash/plan.ts'
import { CRASH_POINT_NAMES, type CrashPointName } from '../../crash/points.ts'
import { crashProblems } from '../../crash/variables.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Where production code stands. `crash` itself holds the one point that no line of ours can call. */
const FOLDERS = ['activities', 'api', 'chain', 'crash', 'db', 'worker', 'workflows']

/** SQL that writes, in files that are no place for a crash point, with the reason. */
const NO_POINTS: Readonly<Record<string, string>> = {
  'db/audit/sweeps.ts': 'where the auditor goes on; at worst it looks at something again',
  'db/audit/totals.ts': 'sums that the auditor counts again and again',
  'db/audit/unbooked.ts': 'what the auditor has to look at, gathered again and again',
  'db/apiKeys/importApiKey.ts': 'a set-up that may be repeated',
  'db/chainSteps/postgresStepStore.ts': 'the step engine has its points around both of its writes',
  'db/commands/outcomePart.ts': 'a part of the statement that commits a change, a refusal or a rejection',
  'db/deposits/holdWallets.ts': 'a part of the transaction that books transfers',
  'db/deposits/moveCursor.ts': 'a part of the transaction that books transfers; or an operator at a keyboard',
  'db/disputes/disputePart.ts': 'a part of the statement that commits a change',
  'db/events/append.ts': 'a part of the transaction that makes the events true',
  'db/ledger/postingParts.ts': 'a part of the statement or transaction that posts',
  'db/ledger/post.ts': 'posts for those that have points around it',
  'db/operators/operatorPart.ts': 'a part of the statement that writes down what support did',
  'db/orders/orderRowPart.ts': 'a part of the statement that commits a change',
  'db/apiKeys/touchApiKey.ts': 'when a key was used last, to the minute: nothing depends on it',
  'db/idempotency/deleteExpiredKeys.ts': 'forgets what nobody may ask for any more',
  'db/platform/platformAccounts.ts': 'written once by a set-up that may be repeated',
  'db/recovery/hold.ts': 'a flag that is set and lifted any number of times, and that only keeps things from happening',
  'db/recovery/retireSpareWallets.ts': 'a repair at a keyboard; it may be stopped anywhere and run again',
  'db/recovery/unplacedPayments.ts': 'a repair at a keyboard; it may be stopped anywhere and run again',
  'db/recovery/topUps.ts': 'a repair at a keyboard; it may be stopped anywhere and run again',
  'db/webhooks/claimDue.ts': 'a lease, which ends by itself',
  'db/webhooks/createEndpoint.ts': 'one row under an id that was known before: who asks again finds it',
  'db/webhooks/forgetFinished.ts': 'forgets what ended a month ago, again and again',
  'db/webhooks/giveUpWaiting.ts': 'gives up what is too old, again and again',
  'db/webhooks/insertDeliveries.ts': 'a part of the transactions that hand events out or replay them',
  'db/webhooks/releaseLease.ts': 'ends a lease a little earlier than it ends by itself',
  'db/webhooks/removeEndpoint.ts':
    'one transaction that may be asked for again; what waits is cancelled again and again',
  'db/webhooks/replayDelivery.ts': 'asked for again it sends once more, which receivers expect',
  'db/webhooks/replayRange.ts': 'asked for again it sends once more, which receivers expect',
  'db/webhooks/rotateEndpointSecret.ts': 'one row, from a version that was known before: who asks again finds it done',
  'db/webhooks/sendTestEvent.ts': 'one row under an id that was known before: who asks again finds it',
  'db/webhooks/setEndpointStatus.ts': 'one transaction that may be asked for again, or a part of the one that records',
  'db/webhooks/updateEndpoint.ts': 'one row; asked for again it is the same',
  'db/wallets/replaceSeals.ts': 'an operator at a keyboard; the command may be repeated',
}

type Call = { readonly name: string; readonly file: string }

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

const calls: Call[] = FOLDERS.flatMap(sources).flatMap((file) =>
  [...read(file).matchAll(/\bcrashPoint\('([^']+)'/g)].map(([, name = '']) => ({ name, file })),
)

describe('the crash points of the code and those of the catalogue', () => {
  it('are the same, and each stands in one place', () => {
    expect(calls.map(({ name }) => name).sort()).toEqual([...CRASH_POINT_NAMES].sort())
  })

  it('are called by their names, so that this list can be made from the code', () => {
    const unnamed = FOLDERS.flatMap(sources).filter((file) => /\bcrashPoint\((?!['n])/.test(read(file)))
    expect(unnamed).toEqual([])
  })

  it('come in pairs around one statement, but for the one that workflow code cannot have before it', () => {
    const alone: readonly CrashPointName[] = ['workflow.signal.after']
    const names = CRASH_POINT_NAMES.filter((name) => !alone.includes(name))
    for (const name of names) {
      const twin = name.endsWith('.before') ? name.replace(/before$/, 'after') : name.replace(/after$/, 'before')
      const files = [name, twin].map((each) => calls.find((call) => call.name === each)?.file)
      expect(files[0], `${name} and ${twin}`).toBe(files[1])
    }
  })

  it('stand around every statement that writes to the database', () => {
    const writes =
      /insert into |\bupdate [a-z_]+\s+set|delete from |do update set|\$\{(event|outcome|operator)Part\(|\b(postingParts|postAll|appendEvents|append)\(/
    const bare = sources('db')
      .filter((file) => writes.test(read(file)) && !calls.some((call) => call.file === file))
      .filter((file) => !Object.hasOwn(NO_POINTS, file))
    expect(bare).toEqual([])
    for (const file of Object.keys(NO_POINTS)) expect(read(file), file).toMatch(writes)
  })
})

describe('a crash plan', () => {
  it('is read as it was written', () => {
    const plan = { at: 'step.submit.after', about: 'ord_*:release' } as const
    expect(readPlan(writePlan(plan))).toEqual(plan)
  })

  it('without anything that it is about means every passage', () => {
    expect(isMeant(readPlan('step.submit.after\n'), 'step.submit.after', 'ord_1:fund')).toBe(true)
  })

  it('means what matches it from beginning to end, at its own point only', () => {
    const plan = { at: 'step.submit.after', about: 'ord_*:release' } as const
    expect(isMeant(plan, 'step.submit.after', 'ord_1:release')).toBe(true)
    expect(isMeant(plan, 'step.submit.after', 'ord_1:release:0')).toBe(false)
    expect(isMeant(plan, 'step.submit.before', 'ord_1:release')).toBe(false)
  })

  it('that names no point is refused, so that a misspelt one does not pass for a crash that did not come', () => {
    expect(() => readPlan('step.submitt.after ord_*')).toThrow('step.submitt.after')
  })
})

describe('a process that was told to crash', () => {
  const told = { OFFERHUB_CRASH_PLAN: '/tmp/plan' }

  it('does not start where NODE_ENV is production or the network is public', () => {
    expect(crashProblems({ ...told, NODE_ENV: 'production' }, 'sandbox')).toHaveLength(1)
    expect(crashProblems({ ...told, OFFERHUB_CRASH_RECORD: '/tmp/record' }, 'public')).toHaveLength(2)
    expect(crashProblems({ OFFERHUB_CRASH_PLAN: '', NODE_ENV: 'production' }, 'public')).toEqual([])
    expect(crashProblems(told, 'sandbox')).toEqual([])
  })

  const settings = {
    DATABASE_URL: 'postgres://offerhub@127.0.0.1/offerhub',
    STELLAR_NETWORK_PASSPHRASE: 'Standalone Network ; February 2017',
    USDC_ISSUER: `G${'A'.repeat(55)}`,
    WEBHOOK_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  }

  it('is refused by the API', () => {
    expect(() => loadApiConfig({ ...settings, ...told })).not.toThrow()
    expect(() => loadApiConfig({ ...settings, ...told, NODE_ENV: 'production' })).toThrow(ConfigurationError)
  })

  it('is refused by the worker', () => {
    const stellar = `G${'A'.repeat(55)}`
    expect(() => loadWorkerConfig({ ...settings, ...workerSettings(stellar), ...told })).not.toThrow()
    expect(() =>
      loadWorkerConfig({ ...settings, ...workerSettings(stellar), ...told, NODE_ENV: 'production' }),
    ).toThrow('OFFERHUB_CRASH_PLAN')
  })
})

function workerSettings(address: string): Record<string, string> {
  // Production takes no keys that somebody typed.
  const seed = Keypair.random().secret()
  return {
    STELLAR_RPC_URL: 'http://127.0.0.1:1/rpc',
    TRUSTLESS_WORK_URL: 'http://127.0.0.1:1/trustless-work',
    TRUSTLESS_WORK_API_KEY: 'key',
    ESCROW_FACTORY_ID: `C${'A'.repeat(55)}`,
    ESCROW_WASM_HASH: '0'.repeat(64),
    MULTI_ESCROW_WASM_HASH: '1'.repeat(64),
    PROTOCOL_FEE_ADDRESS: address,
    MASTER_KEY: `k1:${randomBytes(32).toString('base64')}`,
    TREASURY_SECRET: seed,
    SPONSOR_SECRET: seed,
    RESOLVER_SECRET: seed,
    DEPLOYER_SECRETS: seed,
  }
}
