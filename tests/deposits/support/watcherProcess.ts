import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { type Reached, type Watch, watchDeposits } from '../../../activities/services/watchDeposits.ts'
import { createRpc } from '../../../chain/rpc/client.ts'
import { connect } from '../../../db/connect.ts'

/** The watcher in a process of its own, so that it can be killed at any moment. It says when it begins. */
const { DATABASE_URL, RPC_URL, USDC_ISSUER, PASSPHRASE, TREASURY } = process.env
if (!DATABASE_URL || !RPC_URL || !USDC_ISSUER || !PASSPHRASE || !TREASURY) throw new Error('A setting is missing')
const logger = new DefaultLogger('ERROR', ({ message }) => console.error(message))
const services: Watch = {
  db: connect(DATABASE_URL, { maxConnections: 4, applicationName: 'offerhub-watcher' }),
  rpc: createRpc(RPC_URL),
  chain: { usdcIssuer: USDC_ISSUER, passphrase: PASSPHRASE },
  treasuryAddress: TREASURY,
  closing: new AbortController().signal,
  pollMs: 10,
}
console.log('watching')
await new MockActivityEnvironment({}, { logger }).run<[Watch], Reached, typeof watchDeposits>(watchDeposits, services)
