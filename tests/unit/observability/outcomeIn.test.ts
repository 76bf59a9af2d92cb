import { describe, expect, it } from 'vitest'
import { outcomeIn } from '../../../worker/metrics/outcomeIn.ts'

const change = (status: string) => ({ key: 'k', outcome: { commandId: 'cmd_1', kind: 'reserve', status } })
const applied = { applied: true, version: 2 }

describe('the outcome of a command, as an activity wrote it', () => {
  it('is a success where the change that carries it was applied', () => {
    expect(outcomeIn(change('SUCCEEDED'), applied)).toEqual({ command: 'reserve', outcome: 'succeeded' })
  })

  it('is a refusal where the database refused the change, or where one was recorded', () => {
    const rejected = { command: 'reserve', outcome: 'rejected' }
    expect(outcomeIn(change('SUCCEEDED'), { applied: false, rejection: { code: 'X' } })).toEqual(rejected)
    expect(outcomeIn({ kind: 'reserve', rejection: { code: 'X' } }, null)).toEqual(rejected)
  })

  it('is not there while the command goes on, and where the decision came too early', () => {
    expect(outcomeIn(change('PENDING'), applied)).toBeNull()
    expect(outcomeIn(change('SUCCEEDED'), { applied: false, rowVersion: 3 })).toBeNull()
    expect(outcomeIn({ kind: 'reserve', rejection: { code: 'X' } }, { applied: false, rowVersion: 3 })).toBeNull()
  })

  it('is not there in any other activity', () => {
    expect(outcomeIn({ key: 'k' }, applied)).toBeNull()
    expect(outcomeIn({ terms: {} }, { transactionHash: 'ab', ledger: 1 })).toBeNull()
    expect(outcomeIn(undefined, undefined)).toBeNull()
  })
})
