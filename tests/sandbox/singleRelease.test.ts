import { Address, nativeToScVal, scValToBigInt, type xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { createSingleReleaseCode } from '../../sandbox/contracts/singleRelease/code.ts'
import { PROTOCOL_FEE_ADDRESS } from '../../sandbox/genesis.ts'
import type { ContractCode } from '../../sandbox/soroban/host.ts'
import { replayCase } from './vectors/replayCase.ts'
import { readVectorFiles, type VectorFile } from './vectors/vectorFile.ts'

const files = readVectorFiles('single-')
const allSteps = files.flatMap((file) => file.cases.flatMap((vector) => vector.steps))

const CASES_PER_GROUP = {
  'single-1-happy': 45,
  'single-2-preconditions': 255,
  'single-3-disputes': 72,
  'single-4-funding': 34,
  'single-5-update': 89,
  'single-8-deploy': 9,
  'single-9-token': 11,
}

/** What a step may carry and this replay does not look at, with how often it occurs. Everything else is compared. */
const NOT_COMPARED = {
  'res.instructions': { occurrences: 165, why: 'modelled cost of the recorded WebAssembly, which native code has not' },
  'res.memBytes': { occurrences: 165, why: 'as above' },
  'res.writeEntries': { occurrences: 165, why: 'counts nonces and trustlines, which the in-memory token has not' },
  'res.writeBytes': { occurrences: 165, why: 'as above' },
}
const COMPARED = ['op', 'args', 'out', 'same', 'bal', 'flags', 'ms', 'escrow', 'ev', 'result', 'contract', 'ttl']
const COMPARED_OF_RES = ['res.eventBytes']

function codeFor(file: VectorFile): ContractCode {
  return createSingleReleaseCode({ protocolFeeAddress: file.meta.addresses.protocol ?? PROTOCOL_FEE_ADDRESS })
}

function replayAll(codeOf: (file: VectorFile) => ContractCode): readonly string[] {
  return files.flatMap((file) => file.cases.flatMap((vector) => replayCase(file.meta, vector, codeOf(file))))
}

describe('the single-release contract against the recorded traces', () => {
  for (const file of files) {
    it(`shows every recorded outcome, balance, state and event of ${file.meta.group}`, () => {
      const differences = file.cases.flatMap((vector) => replayCase(file.meta, vector, codeFor(file)))
      expect(differences.slice(0, 20)).toEqual([])
    })
  }

  it('replays every case of every group', () => {
    const counts = Object.fromEntries(files.map((file) => [file.meta.group, file.cases.length]))
    expect(counts).toEqual(CASES_PER_GROUP)
  })

  it('compares every field that a step carries, except the listed ones', () => {
    const seen = new Map<string, number>()
    const count = (field: string) => seen.set(field, (seen.get(field) ?? 0) + 1)
    for (const { res, ...fields } of allSteps) {
      Object.keys(fields).forEach(count)
      for (const part of Object.keys(res ?? {})) count(`res.${part}`)
    }
    for (const field of [...COMPARED, ...COMPARED_OF_RES]) seen.delete(field)
    const skipped = Object.entries(NOT_COMPARED).map(([field, { occurrences }]) => [field, occurrences])
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(skipped))
  })
})

describe('the replay itself', () => {
  it('reports a payout that keeps one stroop of the protocol fee back', () => {
    const differences = replayAll((file) => withCheaperProtocolFee(codeFor(file), file))
    expect(differences.length).toBeGreaterThan(50)
    expect(differences.join('\n')).toContain('balance of protocol')
  })

  it('reports a protocol fee that goes to another address', () => {
    const differences = replayAll((file) =>
      createSingleReleaseCode({ protocolFeeAddress: file.meta.addresses.outsider ?? '' }),
    )
    expect(differences.join('\n')).toContain('balance of outsider')
  })

  it('reports an error that comes in the wrong order', () => {
    const differences = replayAll((file) => {
      const code = codeFor(file)
      return { ...code, dispute_escrow: code.approve_milestone ?? {} } as ContractCode
    })
    expect(differences.join('\n')).toContain('(dispute): outcome is')
  })
})

/** The contract, but its payouts to the protocol are one stroop short. */
function withCheaperProtocolFee(code: ContractCode, file: VectorFile): ContractCode {
  const protocol = file.meta.addresses.protocol
  const cheapen = (name: string): ContractCode => ({
    [name]: (host, args) => {
      const entry = code[name]
      if (entry === undefined) throw new Error(`no function ${name}`)
      const call: typeof host.call = (contractId, functionName, callArgs) => {
        const [from, to, amount] = callArgs
        const toProtocol = functionName === 'transfer' && to?.toXdr('base64') === addressXdr(protocol)
        const cheaper = toProtocol && from && to && amount ? [from, to, oneStroopLess(amount)] : callArgs
        return host.call(contractId, functionName, cheaper)
      }
      return entry({ ...host, call }, args)
    },
  })
  return { ...code, ...cheapen('release_funds'), ...cheapen('resolve_dispute') }
}

const addressXdr = (address: string | undefined) =>
  Address.fromString(address ?? '')
    .toScVal()
    .toXdr('base64')
const oneStroopLess = (amount: xdr.ScVal) => nativeToScVal(scValToBigInt(amount) - 1n, { type: 'i128' })
