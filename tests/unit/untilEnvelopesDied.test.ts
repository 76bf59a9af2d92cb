import { expect, it } from 'vitest'
import type { Repair } from '../../cli/repair/context.ts'
import { untilEnvelopesDied } from '../../cli/repair/untilEnvelopesDied.ts'

const STOPPED_MS = Math.floor(Date.now() / 1_000) * 1_000
const second = (after: number) => STOPPED_MS / 1_000 + after

/** A network whose newest ledgers are of these moments, one after another. */
function network(...closeTimes: number[]): { repair: Repair; asked: () => number } {
  let asked = 0
  const getTransaction = async () => ({ latestLedgerCloseTime: closeTimes[Math.min(asked++, closeTimes.length - 1)] })
  return { repair: { rpc: { getTransaction } } as unknown as Repair, asked: () => asked }
}

it('does not wait when the ledger is past all that was signed: 60 s and some seconds after the stop', async () => {
  const said: string[] = []
  const { repair, asked } = network(second(65))
  await untilEnvelopesDied(repair, STOPPED_MS, (line) => said.push(line))
  expect({ asked: asked(), said }).toEqual({ asked: 1, said: [] })
})

it('waits, and says so once, as long as what was signed may still reach the ledger by its own clock', async () => {
  const said: string[] = []
  const { repair, asked } = network(second(64), second(70))
  await untilEnvelopesDied(repair, STOPPED_MS, (line) => said.push(line))
  expect(asked()).toBe(2)
  expect(said).toEqual([expect.stringContaining('Waiting 1 s')])
})

it('gives up with the moment of the newest ledger when ledgers have stopped closing long ago', async () => {
  const longAgoMs = Date.now() - 3_600_000
  const { repair } = network(longAgoMs / 1_000 + 1)
  await expect(untilEnvelopesDied(repair, longAgoMs, () => undefined)).rejects.toThrow('ledgers have stopped closing')
})
