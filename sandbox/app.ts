import express, { type ErrorRequestHandler, type Express } from 'express'
import { ChannelPoolFullError } from './control/channelPool.ts'
import { faucetRouter } from './control/faucet.ts'
import { createFaults, type Faults, faultsRouter } from './control/faults.ts'
import { friendbotRouter } from './control/friendbot.ts'
import { instancesRouter } from './control/instances.ts'
import { ledgersRouter } from './control/ledgers.ts'
import { networkFacts } from './control/networkFacts.ts'
import { createPaymaster, PaymasterError } from './control/paymaster.ts'
import { createVendorFaults } from './faults/vendorFaults.ts'
import { FACTORY_CONTRACT_ID } from './genesis.ts'
import { type Chain, TransactionDroppedError } from './ledger/chain.ts'
import { disturbMethods } from './rpc/disturbMethods.ts'
import { rpcMethods } from './rpc/rpcMethods.ts'
import { rpcRouter } from './rpc/rpcRouter.ts'
import { createTrustlessWorkHandler } from './trustlessWork/handler.ts'
import { codeHashes, type EscrowLineage } from './trustlessWork/lineage.ts'

export interface AppOptions {
  readonly chain: Chain
  /** Where this server can be reached. */
  readonly url: string
  readonly ledgerIntervalMs: number
  /** Which build of the escrow contracts Trustless Work creates; `main` unless it is said. */
  readonly lineage?: EscrowLineage | undefined
  report(error: unknown): void
}

const VENDOR_RPC_PATH = '/trustless-work/.rpc'

/** The sandbox's whole HTTP surface. */
export function createApp({ chain, url, ledgerIntervalMs, lineage = 'main', report }: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  const paymaster = createPaymaster(chain)
  const faults = createFaults()
  mountRpc(app, chain, url, faults, report)
  app.use('/friendbot', friendbotRouter(chain, paymaster))
  app.use('/faucet', faucetRouter(chain, paymaster))
  app.get(
    ['/control', '/control/network'],
    (_request, response) => void response.json({ ...networkFacts(chain, ledgerIntervalMs), ...codeHashes(lineage) }),
  )
  app.use('/control/instances', instancesRouter(chain))
  app.use('/control/ledgers', ledgersRouter(chain, ledgerIntervalMs))
  app.use('/control/faults', faultsRouter(faults))
  app.get('/health', (_request, response) => {
    response.json({ status: 'healthy', latestLedger: chain.head().sequence })
  })
  app.use(
    '/trustless-work',
    createTrustlessWorkHandler({
      rpcUrl: `${url}${VENDOR_RPC_PATH}`,
      networkPassphrase: chain.network.passphrase,
      factoryContractId: FACTORY_CONTRACT_ID,
      ...codeHashes(lineage),
      lineage,
      protocolFeeAddress: chain.network.protocolFeeAddress,
      settings: faults.current,
      faults: createVendorFaults(chain, faults.book, faults.current),
    }),
  )
  app.use((request, response) => {
    response
      .status(404)
      .json({ error: { code: 'NOT_FOUND', message: `Nothing answers ${request.method} ${request.path}` } })
  })
  app.use(lastResort(report))
  return app
}

/** RPC as clients see it, with its faults, and the vendor's own node, which works meanwhile. */
function mountRpc(app: Express, chain: Chain, url: string, faults: Faults, report: AppOptions['report']): void {
  const open = { chain, friendbotUrl: `${url}/friendbot`, settings: faults.current }
  app.use('/rpc', rpcRouter(disturbMethods(rpcMethods(open), open, faults.book), faults.current, report))
  const own = { ...open, settings: () => ({ ...faults.current(), historyRetentionLedgers: 0 }) }
  app.use(VENDOR_RPC_PATH, rpcRouter(rpcMethods(own), faults.current, report))
}

interface HttpFailure {
  readonly status: number
  readonly code: string
  readonly message: string
}

function lastResort(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const { status, code, message } = failureOf(error)
    if (status === 500) report(error)
    response.status(status).json({ error: { code, message } })
  }
}

function failureOf(error: unknown): HttpFailure {
  const isBusy = [ChannelPoolFullError, PaymasterError, TransactionDroppedError].some((kind) => error instanceof kind)
  if (isBusy && error instanceof Error) {
    return { status: 503, code: 'TRY_AGAIN', message: `${error.message}: try again in a moment` }
  }
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status === 413) return { status, code: 'PAYLOAD_TOO_LARGE', message: 'The request body is too large' }
  if (status >= 400 && status < 500) {
    return { status, code: 'INVALID_REQUEST', message: 'The request body cannot be read as JSON' }
  }
  return { status: 500, code: 'INTERNAL', message: 'The sandbox failed; see its log' }
}
