import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { Operation, rpc } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../sandbox/start.ts'
import {
  fundedAccount,
  type LocalNetwork,
  run,
  startNetwork,
  temporaryFolder,
  until,
  usdcBalance,
  usdcHolder,
} from './localNetwork.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
const children: ChildProcess[] = []
afterEach(() => {
  // A test that failed half-way must not leave a process behind.
  for (const child of children.splice(0)) child.kill('SIGKILL')
  folder.remove()
})

const databasePath = () => join(folder.path, 'chain.sqlite')

/** What a client can see of the chain. */
async function snapshot(network: LocalNetwork, holder: string, hash: string) {
  const { events, oldestLedger } = await network.server.getEvents({ startLedger: 1, filters: [] })
  const entry = await network.server.getAccountEntry(holder)
  const { latestLedger: _, latestLedgerCloseTime: __, ...found } = await network.server._getTransaction(hash)
  const balance = await usdcBalance(network, holder)
  return { ids: events.map(({ id }) => id), oldestLedger, entry: entry.toXdr('hex'), found, balance }
}

describe('after an orderly restart', () => {
  test('accounts, balances, transactions, events and the ledger sequence are what they were', async () => {
    const first = await startNetwork(databasePath())
    const alice = await usdcHolder(first, '42')
    const paid = await run(first, alice, Operation.manageData({ name: 'a', value: 'b' }))
    const before = await snapshot(first, alice.publicKey(), paid.txHash)
    const { sequence } = await first.server.getLatestLedger()
    await first.close()

    const second = await startNetwork(databasePath())
    const after = await snapshot(second, alice.publicKey(), paid.txHash)
    const { sequence: continued } = await second.server.getLatestLedger()
    const again = await run(second, alice, Operation.manageData({ name: 'a', value: 'c' }))
    await second.close()

    expect(after).toEqual(before)
    expect(continued).toBeGreaterThanOrEqual(sequence)
    expect(again.status).toBe('SUCCESS')
  })

  test('under another passphrase it refuses to start', async () => {
    await (await startNetwork(databasePath())).close()
    const options = { port: 0, databasePath: databasePath(), ledgerIntervalMs: 20, passphrase: 'Another Network' }
    await expect(startSandbox(options)).rejects.toThrow('belongs to the network')
  })
})

interface SandboxProcess {
  readonly network: LocalNetwork
  readonly child: ChildProcess
}

const MAIN = join(import.meta.dirname, '../../sandbox/main.ts')

async function startProcess(environment: Record<string, string> = {}): Promise<SandboxProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: {
      ...process.env,
      SANDBOX_PORT: '0',
      SANDBOX_DB: databasePath(),
      SANDBOX_LEDGER_INTERVAL_MS: '20',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const url = await until(async () => /http:\/\/[\d.:]+/.exec(output)?.[0], 'the address of the sandbox process')
  const template = await startNetwork()
  await template.close()
  return { child, network: { ...template, url, server: new rpc.Server(`${url}/rpc`, { allowHttp: true }) } }
}

function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve) => void child.once('exit', (code, signal) => resolve(code ?? signal)))
}

describe('the process', () => {
  test('loses nothing that was applied when it is killed', async () => {
    const { network, child } = await startProcess()
    const alice = await usdcHolder(network, '7')
    const paid = await run(network, alice, Operation.manageData({ name: 'a', value: 'b' }))
    const before = await snapshot(network, alice.publicKey(), paid.txHash)
    const killed = ended(child)
    child.kill('SIGKILL')
    expect(await killed).toBe('SIGKILL')

    const again = await startProcess()
    const after = await snapshot(again.network, alice.publicKey(), paid.txHash)
    const { sequence } = await again.network.server.getLatestLedger()
    const stopped = ended(again.child)
    again.child.kill('SIGTERM')

    expect(await stopped).toBe(0)
    expect(after).toEqual(before)
    expect(sequence).toBeGreaterThanOrEqual(paid.ledger)
  })

  test('ends by itself on SIGTERM while requests are under way', async () => {
    const { network, child } = await startProcess()
    const stopped = ended(child)
    const pending = Promise.allSettled(Array.from({ length: 20 }, () => fundedAccount(network)))
    child.kill('SIGTERM')

    expect(await stopped).toBe(0)
    await pending
  })

  test('says in one sentence that it will not run as the public network', async () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      env: {
        ...process.env,
        SANDBOX_PORT: '0',
        SANDBOX_DB: databasePath(),
        SANDBOX_PASSPHRASE: 'Public Global Stellar Network ; September 2015',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    children.push(child)
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })

    expect(await ended(child)).toBe(1)
    expect(said.trim().split('\n')).toHaveLength(1)
    expect(said).toContain('refuses to run under the passphrase of the public Stellar network')
  })
})
