import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { nameContractError } from '../../../chain/escrow/errorNames.ts'
import { MULTI_ERRORS } from '../../../chain/escrow/multiErrors.ts'
import { SINGLE_ERRORS } from '../../../chain/escrow/singleErrors.ts'

const FOLDER = new URL('../../vectors/contracts/', import.meta.url)

type Recorded = { readonly cases: readonly { readonly steps: readonly { readonly out: unknown }[] }[] }

/** Number and name of every refusal that the real contracts were seen to give. */
async function recordedErrors(kind: 'single' | 'multi'): Promise<Map<number, string>> {
  const files = (await readdir(FOLDER)).filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.json'))
  const errors = new Map<number, string>()
  for (const file of files) {
    const { cases } = JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')) as Recorded
    for (const { out } of cases.flatMap(({ steps }) => steps)) {
      const refusal = out as { err?: unknown; name?: unknown; by?: unknown }
      if (refusal.by === 'escrow' && typeof refusal.err === 'number') errors.set(refusal.err, String(refusal.name))
    }
  }
  return errors
}

describe.each([
  ['single', SINGLE_ERRORS, 20],
  ['multi', MULTI_ERRORS, 30],
] as const)('the error numbers of the %s-release contract', (kind, names, atLeast) => {
  it('have the names under which the real contract was recorded', async () => {
    const recorded = await recordedErrors(kind)
    expect(recorded.size).toBeGreaterThanOrEqual(atLeast)
    expect(Object.fromEntries([...recorded.keys()].map((code) => [code, names[code]]))).toEqual(
      Object.fromEntries(recorded),
    )
  })
})

describe('the same error number', () => {
  it('means another thing in each contract', () => {
    const named = (['single', 'multi', 'token'] as const).map((source) => nameContractError(10, source))
    expect(named).toEqual([
      'escrow contract error #10 (InvalidMileStoneIndex)',
      'multi-release escrow contract error #10 (EscrowBalanceMustBeZeroOnInitialization)',
      'USDC contract error #10 (balance too low or trustline limit reached)',
    ])
  })
})
