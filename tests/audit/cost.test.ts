import { Keypair, xdr } from '@stellar/stellar-sdk'
import { beforeAll, expect, test } from 'vitest'
import { createAuditor } from '../../activities/audit/auditor.ts'
import { ACCOUNTS_PER_REQUEST } from '../../activities/audit/seeBalances.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import { readReserves } from '../../db/audit/reserves.ts'
import { DEPOSIT_WATCHER } from '../../db/deposits/readCursor.ts'
import { postAll } from '../../db/ledger/post.ts'
import { newId } from '../../db/newId.ts'
import type { UserId } from '../../domain/ids.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import { paymentDouble, workflowDouble } from './support/auditWorld.ts'
import { countStatements } from './support/countStatements.ts'

const ACCOUNTS = 10_000
const POSTED_AT_ONCE = 1_000
const LEDGER = 1_000
const ISSUER = Keypair.random().publicKey()
const TREASURY = Keypair.random().publicKey()

const database = await useTestDatabase()
beforeAll(async () => {
  await fill()
})

/** Users with wallets, each of which holds ten. */
async function fill(): Promise<void> {
  const { sql } = database.db
  const people = Array.from({ length: ACCOUNTS }, () => {
    const address = Keypair.random().publicKey()
    return { id: newId('user') as UserId, address }
  })
  for (let from = 0; from < people.length; from += POSTED_AT_ONCE) {
    const some = people.slice(from, from + POSTED_AT_ONCE)
    const rows = JSON.stringify(some)
    await sql`
      with p as (select * from json_to_recordset(${rows}::text::json) as p(id text, address text)), u as (
        insert into users (id, external_user_id, type) select id, address, 'BOTH' from p
      )
      insert into wallets (address, user_id, status, key_id, ciphertext, transaction_hash, ledger)
      select address, id, 'READY', 'k1', 'c2VhbGVk', 'made up', 1 from p`
    await postAll(
      sql,
      some.map(({ id, address }) =>
        depositPosting({
          eventId: address,
          userId: id,
          amount: usdc(10),
          proof: { transactionHash: address, ledger: LEDGER - 1 },
        }),
      ),
    )
  }
  const cursor = `${(BigInt(LEDGER) << 32n) | 0xffff_ffffn}-4294967295`
  await sql`insert into chain_cursors (watcher, cursor, ledger) values (${DEPOSIT_WATCHER}, ${cursor}, ${LEDGER})`
  await sql`analyze`
}

/** A server on which every wallet holds ten and the treasury nothing. */
function rpcDouble(onRequest: () => void) {
  const entryOf = (key: string): string | null => {
    const wanted = xdr.LedgerKey.fromXdr(key, 'base64')
    if (wanted.type !== 'trustline') throw new Error(`Asked for a ${wanted.type}`)
    const { accountId, asset } = wanted.trustLine
    if (accountId.toXdr('base64') === Keypair.fromPublicKey(TREASURY).xdrAccountId().toXdr('base64')) return null
    const trustLine = new xdr.TrustLineEntry({
      accountId,
      asset,
      balance: usdc(10),
      limit: usdc(1_000),
      flags: 1,
      ext: xdr.TrustLineEntryExt.v0(),
    })
    return xdr.LedgerEntryData.trustline(trustLine).toXdr('base64')
  }
  return {
    ...createRpc('http://127.0.0.1:1'),
    getHealth: async () => {
      onRequest()
      return { status: 'healthy', latestLedger: LEDGER, oldestLedger: 1 }
    },
    getLedgerEntries: async (keys: readonly string[]) => {
      onRequest()
      if (keys.length > ACCOUNTS_PER_REQUEST) throw new Error(`Asked for ${keys.length} entries at once`)
      const entries = keys.flatMap((key) => {
        const entry = entryOf(key)
        return entry === null ? [] : [{ key, xdr: entry }]
      })
      return { entries, latestLedger: LEDGER }
    },
  }
}

test(`a round over ${ACCOUNTS} accounts takes one request for ${ACCOUNTS_PER_REQUEST} of them and few statements`, async () => {
  const { db } = database
  const cost = { requests: 0, statements: 0, looks: 0 }
  const look = createAuditor({
    db: { ...db, sql: countStatements(db, () => void cost.statements++).sql },
    rpc: rpcDouble(() => void cost.requests++),
    chain: { usdcIssuer: ISSUER, passphrase: 'Standalone Network ; February 2017' },
    treasuryAddress: TREASURY,
    workflows: workflowDouble({ db }),
    withdrawals: paymentDouble({ db }),
    pauseMs: 60_000,
  })
  const beganAtMs = performance.now()
  while ((await readReserves(db)).round === null) {
    const { alarming } = await look(new AbortController().signal)
    expect(alarming).toEqual([])
    cost.looks += 1
    expect(cost.looks).toBeLessThan(20)
  }
  const tookMs = performance.now() - beganAtMs
  console.log(`a round over ${ACCOUNTS} accounts: ${JSON.stringify(cost)} in ${Math.round(tookMs)} ms`)
  expect(await db.sql`select * from audit_findings`).toEqual([])
  expect((await readReserves(db)).round?.accounts).toBe(ACCOUNTS + 1)
  expect(cost.requests).toBeLessThanOrEqual(Math.ceil((ACCOUNTS + 1) / ACCOUNTS_PER_REQUEST) + 2 * cost.looks)
  expect(cost.statements).toBeLessThan(25 * cost.looks)
})
