import { describe, expect, it } from 'vitest'
import type { VectorFile } from '../../cli/vectors/vectorFile.ts'
import { createMultiReleaseCode } from '../../sandbox/contracts/multiRelease/code.ts'
import type { ContractCode } from '../../sandbox/soroban/host.ts'
import { asDevelop, protocolOf, recordedFiles, replayFile, replayFiles } from './vectors/recorded.ts'
import { fieldsNotCompared } from './vectors/stepFields.ts'
import { withFeeOf31Bps } from './vectors/wrongCode.ts'

const files = recordedFiles('multi')

const CASES_PER_GROUP = {
  'multi-1-happy': 45,
  'multi-2-preconditions': 284,
  'multi-3-disputes': 81,
  'multi-4-funding': 34,
  'multi-5-update': 131,
  'multi-8-deploy': 9,
  'multi-9-token': 11,
}

/** What a step may carry and this replay does not look at, with how often it occurs. Everything else is compared. */
const NOT_COMPARED = {
  // Modelled cost of the recorded WebAssembly, which native code does not have.
  'res.instructions': 164,
  'res.memBytes': 164,
  'res.writeEntries': 164,
  'res.writeBytes': 164,
  // Says that the size of the events, which is compared, passes the network's limit.
  overNetworkLimit: 6,
}

const codeFor = (file: VectorFile): ContractCode => createMultiReleaseCode({ protocolFeeAddress: protocolOf(file) })

describe('the multi-release contract against the recorded traces', () => {
  for (const file of files) {
    it(`shows every recorded outcome, balance, state and event of ${file.meta.group}`, async () => {
      expect((await replayFile(file, codeFor(file))).slice(0, 20)).toEqual([])
    })

    it(`shows the same for ${file.meta.group} when the fee address comes with the call`, async () => {
      expect((await replayFile(asDevelop(file), createMultiReleaseCode('develop'))).slice(0, 20)).toEqual([])
    })
  }

  it('replays every case of every group', () => {
    const counts = Object.fromEntries(files.map((file) => [file.meta.group, file.cases.length]))
    expect(counts).toEqual(CASES_PER_GROUP)
  })

  it('compares every field that a step carries, except the listed ones', () => {
    expect(fieldsNotCompared(files)).toEqual(NOT_COMPARED)
  })

  it('reports a protocol fee of 31 instead of 30 basis points', async () => {
    const differences = await replayFiles(files, (file) =>
      withFeeOf31Bps(codeFor(file), { protocol: protocolOf(file), platform: file.meta.addresses.platform ?? '' }),
    )
    expect(differences.length).toBeGreaterThan(100)
    expect(differences.join('\n')).toContain('balance of protocol is "2480000", not "2400000"')
  })
})
