import { describe, expect, it } from 'vitest'
import { createSingleReleaseCode, PROTOCOL_FEE_ADDRESS } from '../../sandbox/contracts/singleRelease/code.ts'
import { createMachineWorld } from './vectors/machineWorld.ts'
import { replayCase } from './vectors/replayCase.ts'
import { readVectorFiles } from './vectors/vectorFile.ts'

/** Where the sandbox is not the real network. A case that starts to agree must leave this table. */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  'single/token/escrow-deauthorized': 'the asset contract here cannot deauthorise a contract, only an account',
}

describe('the recorded traces on the machine that submitted transactions run on', () => {
  for (const { meta, cases } of readVectorFiles('single-')) {
    it(`shows every recorded outcome, balance, state and event of ${meta.group}, except in the listed cases`, () => {
      const code = createSingleReleaseCode({ protocolFeeAddress: meta.addresses.protocol ?? PROTOCOL_FEE_ADDRESS })
      const replayed = cases.map((vector) => ({
        id: vector.id,
        differences: replayCase(meta, vector, code, createMachineWorld),
      }))
      const isListed = ({ id }: { id: string }) => Object.hasOwn(KNOWN_DIFFERENCES, id)
      const unexpected = replayed.filter((each) => !isListed(each)).flatMap(({ differences }) => differences)
      expect(unexpected.slice(0, 20)).toEqual([])
      for (const { differences } of replayed.filter(isListed)) expect(differences).not.toEqual([])
    })
  }
})
