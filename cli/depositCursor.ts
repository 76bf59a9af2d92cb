import { parseArgs } from 'node:util'
import { cursorBefore } from '../chain/transfers/cursor.ts'
import { close, connect } from '../db/connect.ts'
import { setCursor } from '../db/deposits/moveCursor.ts'
import { DEPOSIT_WATCHER, readCursor } from '../db/deposits/readCursor.ts'

/** Shows how far deposits were read, or, after a gap in the RPC server's history, has them read on from a ledger. */
const { values } = parseArgs({ options: { ledger: { type: 'string' } } })
const databaseUrl = process.env.DATABASE_URL
if (!databaseUrl) fail('DATABASE_URL is not set. Set it to the database of the orchestrator.')
if (values.ledger !== undefined && !/^[1-9]\d{0,9}$/.test(values.ledger)) {
  fail(
    `"${values.ledger}" is not the number of a ledger. Give the first ledger that is to be read, as --ledger 123456.`,
  )
}
const db = connect(databaseUrl, { maxConnections: 1, applicationName: 'offerhub-deposit-cursor' })
try {
  if (values.ledger === undefined) {
    console.log((await readCursor(db, DEPOSIT_WATCHER)) ?? 'No USDC movement was read yet.')
  } else {
    const ledger = Number(values.ledger)
    const { before } = await setCursor(db, { watcher: DEPOSIT_WATCHER, cursor: cursorBefore(ledger), ledger })
    console.log(`USDC movements are read from ledger ${ledger} on; the cursor was ${before ?? 'not set'}.`)
  }
} finally {
  await close(db)
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
