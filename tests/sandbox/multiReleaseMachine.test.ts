import { describe, expect, it } from 'vitest'
import { createMultiReleaseCode } from '../../sandbox/contracts/multiRelease/code.ts'
import { createMachineWorld } from './vectors/machineWorld.ts'
import { protocolOf, recordedFiles, replayFile } from './vectors/recorded.ts'

describe('the multi-release traces on the machine that submitted transactions run on', () => {
  for (const file of recordedFiles('multi')) {
    it(`shows every recorded outcome, balance, state and event of ${file.meta.group}`, async () => {
      const code = createMultiReleaseCode({ protocolFeeAddress: protocolOf(file) })
      expect((await replayFile(file, code, createMachineWorld)).slice(0, 20)).toEqual([])
    })
  }
})
