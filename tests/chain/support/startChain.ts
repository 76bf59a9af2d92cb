import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Keypair } from '@stellar/stellar-sdk'
import { createSigners } from '../../../chain/keys/createSigners.ts'
import { parseMasterKeys } from '../../../chain/keys/masterKeys.ts'
import { newWallet } from '../../../chain/keys/newWallet.ts'
import type { SealedKey } from '../../../chain/keys/seal.ts'
import { type ChainConfig, checkChainConfig } from '../../../chain/network.ts'
import { setUpPlatform } from '../../../chain/platform/setUp.ts'
import { type ChainRpc, createRpc } from '../../../chain/rpc/client.ts'
import type { Signers } from '../../../chain/signers.ts'
import {
  createStepEngine,
  type StepContext,
  type StepEngine,
  type StepEngineOptions,
} from '../../../chain/step/engine.ts'
import { createTrustlessWork, type TrustlessWork } from '../../../chain/trustlessWork/client.ts'
import { startSandbox } from '../../../sandbox/start.ts'
import type { EscrowLineage } from '../../../sandbox/trustlessWork/lineage.ts'
import { createMemoryStepStore, type MemoryStepStore } from './memoryStepStore.ts'

/** A sandbox with the platform's accounts set up, and all that the engine needs to work on it. */
export type TestChain = {
  readonly url: string
  readonly config: ChainConfig
  readonly signers: Signers
  readonly rpc: ChainRpc
  readonly trustlessWork: TrustlessWork
  readonly store: MemoryStepStore
  /** A new engine on the same store: what a restarted process has. */
  engine(changes?: Partial<StepEngineOptions>): StepEngine
  /** A wallet with its key kept encrypted, not on the ledger yet. */
  newWallet(): string
  /** Pays test USDC and waits until it is there. */
  faucet(address: string, amount: string): Promise<void>
  close(): Promise<void>
}

type Facts = Record<
  'passphrase' | 'usdcIssuer' | 'factoryContractId' | 'escrowWasmHash' | 'multiEscrowWasmHash' | 'protocolFeeAddress',
  string
>

/** `lineage`: which build of the escrow contracts the vendor deploys; the configuration pins its hashes. */
export async function startChain({ lineage }: { lineage?: EscrowLineage } = {}): Promise<TestChain> {
  const folder = await mkdtemp(join(tmpdir(), 'chain-test-'))
  const sandbox = await startSandbox({
    port: 0,
    databasePath: join(folder, 'sandbox.db'),
    ledgerIntervalMs: 20,
    lineage,
  })
  const config = await readConfig(sandbox.url)
  const sealedKeys = new Map<string, SealedKey>()
  const signers = randomSigners(sealedKeys)
  const rpc = createRpc(config.rpcUrl)
  const trustlessWork = createTrustlessWork(config)
  const store = createMemoryStepStore()
  const engine: TestChain['engine'] = (changes) =>
    createStepEngine({ config, store, signers: signers.all, rpc, trustlessWork, ...changes })
  await setUpPlatform(
    { config, rpc, signers: signers.all, engine: engine(), friendbotUrl: `${sandbox.url}/friendbot` },
    context(),
  )
  return {
    url: sandbox.url,
    config,
    signers: signers.all,
    rpc,
    trustlessWork,
    store,
    engine,
    newWallet: signers.newWallet,
    faucet: (address, amount) => payFromFaucet(sandbox.url, address, amount),
    async close() {
      await sandbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A caller that never stops the step and does not look at its progress. */
export function context(changes: Partial<StepContext> = {}): StepContext {
  return { heartbeat: () => undefined, signal: new AbortController().signal, ...changes }
}

async function readConfig(url: string): Promise<ChainConfig> {
  const response = await fetch(`${url}/control`)
  const facts = (await response.json()) as Facts
  return checkChainConfig({
    passphrase: facts.passphrase,
    rpcUrl: `${url}/rpc`,
    usdcIssuer: facts.usdcIssuer,
    trustlessWorkUrl: `${url}/trustless-work`,
    trustlessWorkApiKey: 'test-key',
    escrowFactoryId: facts.factoryContractId,
    escrowWasmHash: facts.escrowWasmHash,
    multiEscrowWasmHash: facts.multiEscrowWasmHash,
    protocolFeeAddress: facts.protocolFeeAddress,
    feeCapStroops: 20_000_000n,
  })
}

function randomSigners(sealedKeys: Map<string, SealedKey>): { all: Signers; newWallet: () => string } {
  const masterKeys = parseMasterKeys(`k1:${randomBytes(32).toString('base64')}`)
  const secret = (): string => Keypair.random().secret()
  const all = createSigners({
    platform: { treasury: secret(), sponsor: secret(), resolver: secret() },
    deployers: [secret(), secret()],
    masterKeys,
    readEncryptedKey: async (address) => sealedKeys.get(address) ?? null,
  })
  return {
    all,
    newWallet() {
      const { address, ...sealed } = newWallet(masterKeys)
      sealedKeys.set(address, sealed)
      return address
    },
  }
}

async function payFromFaucet(url: string, address: string, amount: string): Promise<void> {
  const response = await fetch(`${url}/faucet`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address, amount }),
  })
  if (!response.ok) throw new Error(`The faucet answered ${response.status}: ${await response.text()}`)
}
