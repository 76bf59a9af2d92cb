import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Keypair } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ChainRpc, createRpc } from '../../chain/rpc/client.ts'
import { RpcError } from '../../chain/rpc/errors.ts'
import { cursorBefore, cursorLedger, RetentionGap } from '../../chain/transfers/cursor.ts'
import { DEPOSIT_WATCHER, readCursor } from '../../db/deposits/readCursor.ts'
import { startNetwork, temporaryFolder, until } from '../sandbox/localNetwork.ts'
import {
  availableOf,
  compareBooks,
  type DepositWorld,
  newPerson,
  type Person,
  pay,
  startDepositWorld,
  stranger,
} from './support/depositWorld.ts'
import { startProcess } from './support/startProcess.ts'
import { startWatcher, untilRead, watchToEnd } from './support/watcher.ts'

let world: DepositWorld
let payer: Keypair
let ann: Person
beforeEach(async () => {
  world = await startDepositWorld()
  payer = await stranger(world)
  ann = await newPerson(world)
})
afterEach(() => world?.close())

const cursor = () => readCursor(world.db, DEPOSIT_WATCHER)
const credited = () => availableOf(world, ann)

async function untilLedger(ledger: number): Promise<void> {
  await until(async () => {
    const { sequence } = await world.network.server.getLatestLedger()
    return sequence >= ledger ? true : undefined
  }, `ledger ${ledger}`)
}

/** How many ledgers the server remembers; zero is all of them. */
async function keepHistory(historyRetentionLedgers: number): Promise<void> {
  const answer = await fetch(`${world.network.url}/control/faults`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ historyRetentionLedgers }),
  })
  expect(answer.status).toBe(200)
}

/** Ends the connections of watchers in processes of their own. */
async function cutOff(): Promise<void> {
  await world.db.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'offerhub-watcher'`
}

/** Runs the command that the watcher's error names, and answers what it prints. */
async function operatorSays(...options: string[]): Promise<string> {
  const command = fileURLToPath(new URL('../../cli/depositCursor.ts', import.meta.url))
  const env = { ...process.env, DATABASE_URL: world.database.url }
  return (await promisify(execFile)(process.execPath, [command, ...options], { env })).stdout
}

/** The network's server with single methods that misbehave. */
const faulty = (changes: Partial<ChainRpc>): ChainRpc => ({ ...world.rpc, ...changes })

describe('a deposit is credited once', () => {
  test('that was made before the watcher looked for the first time', async () => {
    await pay(world, payer, ann.address, '1')
    const { ledger } = await pay(world, payer, ann.address, '2')
    expect(await cursor()).toBeNull()
    await untilLedger(ledger + 10)
    await watchToEnd(world)
    expect(await credited()).toBe(30_000_000n)
  })

  test('that was made while the watcher was away', async () => {
    await pay(world, payer, ann.address, '1')
    await watchToEnd(world)
    await pay(world, payer, ann.address, '2')
    expect(await credited()).toBe(10_000_000n)
    await watchToEnd(world)
    await watchToEnd(world)
    expect(await credited()).toBe(30_000_000n)
  })

  test('that was made while the RPC server could not be reached', async () => {
    await watchToEnd(world)
    const down = faulty({
      getEvents: () => Promise.reject(new RpcError('getEvents', 'unreachable', 'connection refused')),
    })
    await pay(world, payer, ann.address, '2')
    await expect(startWatcher(world, { rpc: down }).ended).rejects.toMatchObject({ failure: 'unreachable' })
    expect(await credited()).toBe(0n)
    await watchToEnd(world)
    expect(await credited()).toBe(20_000_000n)
  })

  test('when the server forgets half of its answers', async () => {
    const watcher = async (): Promise<void> => {
      let calls = 0
      const lossy = faulty({
        getEvents: async (query, signal) => {
          const answer = await world.rpc.getEvents(query, signal)
          if (++calls % 2 === 0) return answer
          throw new RpcError('getEvents', 'timeout', 'no answer in time')
        },
      })
      await startWatcher(world, { rpc: lossy }).ended.catch(() => undefined)
    }
    for (let round = 0; round < 4; round += 1) {
      await pay(world, payer, ann.address, '1')
      await watcher()
    }
    await watchToEnd(world)
    expect(await credited()).toBe(40_000_000n)
  })

  test('when the database ends every connection in the middle', async () => {
    for (let round = 0; round < 3; round += 1) {
      const watcher = await startProcess(world, 'ignore')
      await pay(world, payer, ann.address, '1')
      await until(async () => {
        await cutOff()
        return watcher.exitCode === null && watcher.signalCode === null ? undefined : true
      }, 'the watcher to fail')
      await pay(world, payer, ann.address, '1')
    }
    await watchToEnd(world)
    expect(await credited()).toBe(60_000_000n)
    expect((await compareBooks(world)).equal).toBe(true)
  })

  test('that two watchers see at the same time', async () => {
    const watchers = [startWatcher(world), startWatcher(world), startWatcher(world)]
    let last = 0
    for (let round = 0; round < 10; round += 1) last = (await pay(world, payer, ann.address, '1')).ledger
    await untilRead(world, last, { ended: Promise.race(watchers.map(({ ended }) => ended)) })
    await Promise.all(watchers.map(({ stop }) => stop()))
    expect(await credited()).toBe(100_000_000n)
    expect((await compareBooks(world)).equal).toBe(true)
  })
})

test('deposits are credited when the network comes back after it was down with the watcher', async () => {
  const folder = temporaryFolder()
  const first = await startDepositWorld(`${folder.path}/chain.db`)
  const [bob, from] = [await newPerson(first), await stranger(first)]
  await watchToEnd(first)
  await pay(first, from, bob.address, '2')
  await first.network.close()
  await expect(startWatcher(first).ended).rejects.toBeInstanceOf(RpcError)
  const network = await startNetwork(`${folder.path}/chain.db`)
  await watchToEnd({ ...first, network, rpc: createRpc(`${network.url}/rpc`) })
  expect(await availableOf(first, bob)).toBe(20_000_000n)
  await Promise.all([network.close(), first.database.close()])
  folder.remove()
})

describe('when the server has forgotten what was never read', () => {
  /** What a server does whose history begins with a ledger. */
  function forgetful(oldestLedger: number): ChainRpc {
    return faulty({
      getHealth: async (signal) => ({ ...(await world.rpc.getHealth(signal)), oldestLedger }),
      getEvents: async (query, signal) => {
        const { from } = query
        const ledger = 'cursor' in from ? cursorLedger(from.cursor) : from.startLedger
        if (ledger < oldestLedger) throw new RpcError('getEvents', 'refused', 'startLedger must be within the range')
        return { ...(await world.rpc.getEvents(query, signal)), oldestLedger }
      },
    })
  }

  test('the watcher stops loudly, stays where it is, and goes on when the history is there again', async () => {
    await watchToEnd(world)
    const before = await cursor()
    const { ledger } = await pay(world, payer, ann.address, '2')
    const rpc = forgetful(ledger + 1)

    for (let attempt = 0; attempt < 3; attempt += 1) {
      const watcher = startWatcher(world, { rpc })
      await expect(watcher.ended).rejects.toBeInstanceOf(RetentionGap)
      const [line] = watcher.lines
      expect(line?.message).toContain(`node cli/depositCursor.ts --ledger ${ledger + 1}`)
      expect(await cursor()).toBe(before)
    }

    await watchToEnd(world)
    expect(await credited()).toBe(20_000_000n)
  })

  test('it reads on from where an operator puts it, and credits nothing from before', async () => {
    await watchToEnd(world)
    const lost = await pay(world, payer, ann.address, '2')
    const rpc = forgetful(lost.ledger + 1)
    await expect(startWatcher(world, { rpc }).ended).rejects.toBeInstanceOf(RetentionGap)
    expect(await operatorSays('--ledger', `${lost.ledger + 1}`)).toContain(`from ledger ${lost.ledger + 1} on`)
    expect(await operatorSays()).toBe(`${cursorBefore(lost.ledger + 1)}\n`)
    await expect(operatorSays('--ledger', 'now')).rejects.toThrow('not the number of a ledger')
    await pay(world, payer, ann.address, '4')
    await watchToEnd(world, { rpc })
    expect(await credited()).toBe(40_000_000n)
  })

  test('the watcher stops also on the word of the network itself', async () => {
    await watchToEnd(world)
    const { ledger } = await pay(world, payer, ann.address, '2')
    await untilLedger(ledger + 20)
    await keepHistory(5)
    await expect(startWatcher(world).ended).rejects.toBeInstanceOf(RetentionGap)
    await keepHistory(0)
    await watchToEnd(world)
    expect(await credited()).toBe(20_000_000n)
  })

  test('it does not begin behind the first wallet', async () => {
    const { ledger } = await pay(world, payer, ann.address, '2')
    await expect(startWatcher(world, { rpc: forgetful(ledger + 1) }).ended).rejects.toBeInstanceOf(RetentionGap)
    expect(await cursor()).toBeNull()
  })
})
