import express, { type ErrorRequestHandler, type Express } from 'express'
import { ChannelPoolFullError } from './control/channelPool.ts'
import { faucetRouter } from './control/faucet.ts'
import { createFaults, faultsRouter } from './control/faults.ts'
import { friendbotRouter } from './control/friendbot.ts'
import { networkFacts } from './control/networkFacts.ts'
import { createPaymaster, PaymasterError } from './control/paymaster.ts'
import { ESCROW_WASM_HASH, FACTORY_CONTRACT_ID, PROTOCOL_FEE_ADDRESS } from './genesis.ts'
import { type Chain, TransactionDroppedError } from './ledger/chain.ts'
import { rpcRouter } from './rpc/rpcRouter.ts'
import { createTrustlessWorkHandler } from './trustlessWork/handler.ts'

export interface AppOptions {
  readonly chain: Chain
  /** Where this server can be reached. */
  readonly url: string
  readonly ledgerIntervalMs: number
  report(error: unknown): void
}

/** The sandbox's whole HTTP surface. */
export function createApp({ chain, url, ledgerIntervalMs, report }: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  const paymaster = createPaymaster(chain)
  const faults = createFaults()
  app.use('/rpc', rpcRouter({ chain, friendbotUrl: `${url}/friendbot` }, report))
  app.use('/friendbot', friendbotRouter(chain, paymaster))
  app.use('/faucet', faucetRouter(chain, paymaster))
  app.get('/control', (_request, response) => void response.json(networkFacts(chain, ledgerIntervalMs)))
  app.use('/control/faults', faultsRouter(faults))
  app.get('/health', (_request, response) => {
    response.json({ status: 'healthy', latestLedger: chain.head().sequence })
  })
  app.use(
    '/trustless-work',
    createTrustlessWorkHandler({
      rpcUrl: `${url}/rpc`,
      networkPassphrase: chain.network.passphrase,
      factoryContractId: FACTORY_CONTRACT_ID,
      escrowWasmHash: ESCROW_WASM_HASH,
      protocolFeeAddress: PROTOCOL_FEE_ADDRESS,
      settings: faults.current,
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
