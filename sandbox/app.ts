import express, { type ErrorRequestHandler, type Express } from 'express'
import { faucetRouter } from './control/faucet.ts'
import { friendbotRouter } from './control/friendbot.ts'
import { networkFacts } from './control/networkFacts.ts'
import { createPaymaster } from './control/paymaster.ts'
import { ESCROW_WASM_HASH, FACTORY_CONTRACT_ID, PROTOCOL_FEE_ADDRESS } from './genesis.ts'
import type { Chain } from './ledger/chain.ts'
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
  app.use('/rpc', rpcRouter({ chain, friendbotUrl: `${url}/friendbot` }, report))
  app.use('/friendbot', friendbotRouter(chain, paymaster))
  app.use('/faucet', faucetRouter(chain, paymaster))
  app.get('/control', (_request, response) => void response.json(networkFacts(chain, ledgerIntervalMs)))
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

function lastResort(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: { status?: number; message?: string }, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const isCallers = error.status !== undefined && error.status >= 400 && error.status < 500
    if (!isCallers) report(error)
    const message = isCallers ? 'The request body cannot be read as JSON' : 'The sandbox failed; see its log'
    response
      .status(isCallers ? (error.status ?? 400) : 500)
      .json({ error: { code: isCallers ? 'INVALID_REQUEST' : 'INTERNAL', message } })
  }
}
