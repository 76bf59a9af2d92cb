import { describe, expect, it } from 'vitest'
import { createSingleReleaseCode } from '../../sandbox/contracts/singleRelease/code.ts'
import { PROTOCOL_FEE_ADDRESS } from '../../sandbox/genesis.ts'
import { createMachineWorld } from './vectors/machineWorld.ts'
import { replayCase } from './vectors/replayCase.ts'
import { readVectorFiles } from './vectors/vectorFile.ts'

describe('the recorded traces on the machine that submitted transactions run on', () => {
  for (const { meta, cases } of readVectorFiles('single-')) {
    it(`shows every recorded outcome, balance, state and event of ${meta.group}`, () => {
      const code = createSingleReleaseCode({ protocolFeeAddress: meta.addresses.protocol ?? PROTOCOL_FEE_ADDRESS })
      const differences = cases.flatMap((vector) => replayCase(meta, vector, code, createMachineWorld))
      expect(differences.slice(0, 20)).toEqual([])
    })
  }
})
