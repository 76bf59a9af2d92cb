import { describe, expect, it } from 'vitest'
import type { VectorFile } from '../../cli/vectors/vectorFile.ts'
import { createSingleReleaseCode } from '../../sandbox/contracts/singleRelease/code.ts'
import type { ContractCode } from '../../sandbox/soroban/host.ts'
import { asDevelop, protocolOf, recordedFiles, replayFile, replayFiles } from './vectors/recorded.ts'
import { fieldsNotCompared } from './vectors/stepFields.ts'
import { withFeeOf31Bps } from './vectors/wrongCode.ts'

const files = recordedFiles('single')

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
  // Modelled cost of the recorded WebAssembly, which native code does not have.
  'res.instructions': 165,
  'res.memBytes': 165,
  'res.writeEntries': 165,
  'res.writeBytes': 165,
}

const codeFor = (file: VectorFile): ContractCode => createSingleReleaseCode({ protocolFeeAddress: protocolOf(file) })

describe('the single-release contract against the recorded traces', () => {
  for (const file of files) {
    it(`shows every recorded outcome, balance, state and event of ${file.meta.group}`, async () => {
      expect((await replayFile(file, codeFor(file))).slice(0, 20)).toEqual([])
    })

    it(`shows the same for ${file.meta.group} when the fee address comes with the call`, async () => {
      expect((await replayFile(asDevelop(file), createSingleReleaseCode('develop'))).slice(0, 20)).toEqual([])
    })
  }

  it('replays every case of every group', () => {
    const counts = Object.fromEntries(files.map((file) => [file.meta.group, file.cases.length]))
    expect(counts).toEqual(CASES_PER_GROUP)
  })

  it('compares every field that a step carries, except the listed ones', () => {
    expect(fieldsNotCompared(files)).toEqual(NOT_COMPARED)
  })
})

describe('the replay itself', () => {
  it('reports a protocol fee of 31 instead of 30 basis points', async () => {
    const differences = await replayFiles(files, (file) =>
      withFeeOf31Bps(codeFor(file), {
        protocol: protocolOf(file),
        platform: file.meta.addresses.platform ?? '',
      }),
    )
    expect(differences.length).toBeGreaterThan(100)
    expect(differences.join('\n')).toContain('balance of protocol is "2480000", not "2400000"')
  })

  it('reports a protocol fee that goes to another address', async () => {
    const differences = await replayFiles(files, ({ meta }) =>
      createSingleReleaseCode({ protocolFeeAddress: meta.addresses.outsider ?? '' }),
    )
    expect(differences.join('\n')).toContain('balance of outsider')
  })

  it('reports an error that comes in the wrong order', async () => {
    const differences = await replayFiles(files, (file) => {
      const code = codeFor(file)
      return { ...code, dispute_escrow: code.approve_milestone ?? {} } as ContractCode
    })
    expect(differences.join('\n')).toContain('(dispute): outcome is')
  })
})
