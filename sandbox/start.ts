import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Networks } from '@stellar/stellar-sdk'
import { createApp } from './app.ts'
import { createContractRegistry } from './contracts/registry.ts'
import { openChain } from './ledger/chain.ts'
import { startLedgerClock } from './ledger/ledgerClock.ts'
import { networkOf } from './ledger/network.ts'
import type { TransactionLimits } from './soroban/resources.ts'
import { openStore } from './store/openStore.ts'
import type { EscrowLineage } from './trustlessWork/lineage.ts'

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly databasePath: string
  /** 0 closes ledgers only when POST /control/ledgers asks for it. */
  readonly ledgerIntervalMs: number
  readonly passphrase?: string | undefined
  /** Which build of the escrow contracts Trustless Work creates; `main` unless it is said. */
  readonly lineage?: EscrowLineage | undefined
  /** Another issuer or fee address than those of the public networks. A database keeps the ones it began with. */
  readonly usdcIssuer?: string | undefined
  readonly protocolFeeAddress?: string | undefined
  /** What a contract call may use at most; the public network's settings unless given. */
  readonly limits?: TransactionLimits | undefined
  /** Where it listens: this machine only, unless it stands in a container. */
  readonly host?: string | undefined
  /** Hears of failures that no caller caused. */
  readonly report?: ((error: unknown) => void) | undefined
}

export interface Sandbox {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export const DEFAULT_PASSPHRASE = 'Standalone Network ; February 2017'
const LOOPBACK = '127.0.0.1'

/** Starts a local Stellar network with its HTTP surface, from where its database left off. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { passphrase = DEFAULT_PASSPHRASE, ledgerIntervalMs, lineage } = options
  if (passphrase === Networks.PUBLIC) {
    throw new Error('The sandbox refuses to run under the passphrase of the public Stellar network')
  }
  const report = options.report ?? ((error: unknown) => console.error(error))
  const store = openStore(options.databasePath)
  const network = networkOf(passphrase, options)
  const chain = openChain(store, network, createContractRegistry(network))
  const server = createServer()
  const port = await listen(server, options.port, options.host ?? LOOPBACK)
  const url = `http://${LOOPBACK}:${port}`
  server.on('request', createApp({ chain, url, ledgerIntervalMs, lineage, report }))
  const clock = ledgerIntervalMs === 0 ? undefined : startLedgerClock(chain, ledgerIntervalMs)
  return {
    url,
    port,
    close: async () => {
      // New requests are refused first; those under way get one more ledger, then nothing writes any more.
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      clock?.stop()
      chain.close()
      server.closeIdleConnections()
      setImmediate(() => server.closeAllConnections())
      await closed
      store.close()
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
