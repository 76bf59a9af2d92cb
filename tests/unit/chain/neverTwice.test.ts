import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Signers } from '../../../chain/signers.ts'
import { createStepEngine } from '../../../chain/step/engine.ts'
import { ChainStepError } from '../../../chain/step/errors.ts'
import type { StepStore, StoredAttempt } from '../../../chain/step/store.ts'
import { InvariantViolation } from '../../../domain/invariant.ts'
import { createMemoryStepStore, type MemoryStepStore } from '../../chain/support/memoryStepStore.ts'
import { createModelNetwork, type Dice, type ModelNetwork } from './support/modelNetwork.ts'
import { config, keypair, NOW_SECONDS } from './support/vendorTransaction.ts'

const treasury = keypair('treasury')
const signers: Signers = {
  platform: { treasury, sponsor: keypair('sponsor'), resolver: keypair('resolver') },
  deployers: [],
  wallet: () => Promise.reject(new Error('no wallet signs in this test')),
}
const STEP = 'one-step'
const MAX_CALLS = 60

/** Numbers that look random and are the same for the same seed. */
function diceFrom(seed: number): Dice {
  let state = seed >>> 0 || 1
  return (bound) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
}

/** Refuses what the engine must never do: a successor for an envelope that a ledger could still take, or has taken. */
function watchedStore(network: ModelNetwork, store: MemoryStepStore, violations: string[]): StepStore {
  const envelopeOf = ({ hash, sequence, maxTimeSeconds }: StoredAttempt) => {
    return { hash, sequence: BigInt(sequence), maxTimeSeconds }
  }
  return {
    ...store,
    async insert(attempt) {
      for (const earlier of store.attemptsOf(attempt.stepKey)) {
        if (earlier.attempt >= attempt.attempt) continue
        const envelope = envelopeOf(earlier)
        if (network.fateOf(earlier.hash) === 'success') violations.push(`attempt ${earlier.attempt} had been applied`)
        else if (network.fateOf(earlier.hash) === undefined && network.canStillApply(envelope))
          violations.push(`attempt ${earlier.attempt} could still be applied when ${attempt.attempt} was stored`)
      }
      return await store.insert(attempt)
    },
  }
}

/** Calls a step like a workflow that never gives up, each time from a process that was just started. */
async function carryOutAmidFaults(seed: number) {
  const dice = diceFrom(seed)
  const network = createModelNetwork(treasury.publicKey(), dice)
  const store = createMemoryStepStore()
  const violations: string[] = []
  const watched = watchedStore(network, store, violations)
  let result: string | null = null
  for (let call = 0; call < MAX_CALLS && result === null; call += 1) {
    const engine = createStepEngine({
      config,
      store: watched,
      signers,
      rpc: network.rpc,
      trustlessWork: { build: () => Promise.reject(new Error('no vendor in this test')) },
      clock: network.clock,
      limits: { ownValiditySeconds: 5 + dice(15), maxWatchMs: 1_000 + dice(25_000), maxAttempts: 1_000 },
    })
    const context = { heartbeat: () => undefined, signal: new AbortController().signal }
    try {
      result = (await engine.finish(STEP, { kind: 'trustTreasury' }, null, context)).hash
    } catch (error) {
      if (!(error instanceof ChainStepError)) throw error
      await network.clock.sleep(1_000 + dice(2) * dice(40_000))
    }
  }
  const effects = store.attemptsOf(STEP).filter(({ hash }) => network.fateOf(hash) === 'success')
  return { violations, result, effects: effects.map(({ hash }) => hash), attempts: store.attemptsOf(STEP).length }
}

describe('a step on a network that loses, delays, forgets and refuses', () => {
  it('gets a new envelope only when no ledger can take the old one any more, and happens at most once', async () => {
    let rebuilt = 0
    let finished = 0
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (seed) => {
        const { violations, result, effects, attempts } = await carryOutAmidFaults(seed)
        expect(violations).toEqual([])
        expect(effects).toEqual(result === null ? expect.any(Array) : [result])
        expect(effects.length).toBeLessThanOrEqual(1)
        rebuilt += attempts > 1 ? 1 : 0
        finished += result === null ? 0 : 1
      }),
      { numRuns: 400 },
    )
    // The model is worth something only if it makes the engine rebuild often, and lets it arrive.
    expect(rebuilt).toBeGreaterThan(100)
    expect(finished).toBeGreaterThan(300)
  }, 60_000)
})

describe('an envelope in the store', () => {
  it('that was only prepared gets no successor, even when the engine is told that it is dead', async () => {
    const network = createModelNetwork(treasury.publicKey(), diceFrom(1))
    const prepared: StoredAttempt = {
      stepKey: STEP,
      attempt: 1,
      kind: 'trustTreasury',
      orderId: null,
      envelopeXdr: '',
      hash: 'aa',
      innerHash: 'aa',
      sourceAddress: treasury.publicKey(),
      sequence: '8',
      maxTimeSeconds: NOW_SECONDS + 60,
      contractId: null,
      status: 'PREPARED',
      ledger: null,
      resultXdr: null,
      failure: null,
    }
    const inserted: StoredAttempt[] = []
    const store: StepStore = {
      latest: async () => prepared,
      insert: async (attempt) => {
        inserted.push(attempt)
        return attempt
      },
      settle: async () => undefined,
    }
    const engine = createStepEngine({
      config,
      store,
      signers,
      rpc: network.rpc,
      trustlessWork: { build: () => Promise.reject(new Error('no vendor in this test')) },
      clock: network.clock,
    })
    expect(await engine.prepare(STEP, { kind: 'trustTreasury' }, null)).toBe(prepared)
    expect(inserted).toEqual([])
  })

  it('of another kind of step stops the program', async () => {
    const store = createMemoryStepStore()
    const network = createModelNetwork(treasury.publicKey(), () => 9)
    const options = { config, store, signers, rpc: network.rpc, clock: network.clock }
    const trustlessWork = { build: () => Promise.reject(new Error('no vendor in this test')) }
    const engine = createStepEngine({ ...options, trustlessWork })
    await engine.prepare(STEP, { kind: 'trustTreasury' }, null)
    const payment = { kind: 'topUp', payments: [{ address: treasury.publicKey(), amountStroops: '1' }] } as const
    await expect(engine.prepare(STEP, payment, null)).rejects.toBeInstanceOf(InvariantViolation)
  })
})
