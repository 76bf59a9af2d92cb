import { describe, expect, it } from 'vitest'
import { createSingleReleaseCode } from '../../sandbox/contracts/singleRelease/code.ts'
import { createMachineWorld } from './vectors/machineWorld.ts'
import { protocolOf, recordedFiles, replayFile } from './vectors/recorded.ts'

describe('the single-release traces on the machine that submitted transactions run on', () => {
  for (const file of recordedFiles('single')) {
    it(`shows every recorded outcome, balance, state and event of ${file.meta.group}`, async () => {
      const code = createSingleReleaseCode({ protocolFeeAddress: protocolOf(file) })
      expect((await replayFile(file, code, createMachineWorld)).slice(0, 20)).toEqual([])
    })
  }
})
