import type { RequestListener } from 'node:http'
import express, { type ErrorRequestHandler } from 'express'
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
import { handleRpc, type RpcAnswer } from './rpc/handleRpc.ts'
import { createRpcListener } from './rpc/rpcListener.ts'
import { rpcMethods } from './rpc/rpcMethods.ts'
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

const RPC_PATH = '/rpc'

/** The sandbox's whole HTTP surface. */
export function createApp({ chain, url, ledgerIntervalMs, lineage = 'main', report }: AppOptions): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  // Nobody asks this server whether an answer has changed.
  app.disable('etag')
  const paymaster = createPaymaster(chain)
  const faults = createFaults()
  const rpc = createRpc(chain, url, faults, report)
  app.all(RPC_PATH, rpc.open)
  app.all(VENDOR_RPC_PATH, rpc.vendors)
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
      answerRpc: rpc.answerVendor,
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
  // Most requests are JSON-RPC: those do not go through Express.
  return (request, response) => (request.url === RPC_PATH ? rpc.open : app)(request, response)
}

interface Rpc {
  /** As clients see it, with its faults. */
  readonly open: RequestListener
  /** The vendor's own node, which works meanwhile. */
  readonly vendors: RequestListener
  /** The same node, asked without a connection. */
  readonly answerVendor: (request: unknown) => RpcAnswer
}

function createRpc(chain: Chain, url: string, faults: Faults, report: AppOptions['report']): Rpc {
  const context = { chain, friendbotUrl: `${url}/friendbot`, settings: faults.current }
  const disturbed = disturbMethods(rpcMethods(context), context, faults.book)
  const own = rpcMethods({ ...context, settings: () => ({ ...faults.current(), historyRetentionLedgers: 0 }) })
  return {
    open: createRpcListener(disturbed, faults.current, report),
    vendors: createRpcListener(own, faults.current, report),
    answerVendor: (request) => handleRpc(request, own, report),
  }
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
