import { contractBuildOf } from './contractBuild.ts'
import { namesOf } from './names.ts'
import type { WorldSetup } from './replayWorld.ts'
import type { VectorCase, VectorMeta } from './vectorFile.ts'

/** Names that start without a trustline. The issuer of an asset never has one, contracts need none. */
const WITHOUT_TRUSTLINE = /^(notrust|small|issuer|deployer|d\d\d|escrow|factory|usdc2?)$/

/** What stands on the ledger when a case begins. */
export function worldSetupOf(meta: VectorMeta, vector: VectorCase): WorldSetup {
  const names = namesOf(meta, vector)
  const holders = names.all.filter((name) => !WITHOUT_TRUSTLINE.test(name))
  // A case with a deployment makes its escrow itself.
  const deploys = vector.steps.some((step) => step.op === 'deploy')
  return {
    meta,
    names,
    build: contractBuildOf(meta),
    holdersStroops: new Map(holders.map((name) => [names.addressOf(name), BigInt(meta.initialBalances[name] ?? 0)])),
    instances: (deploys ? ['factory'] : ['factory', 'escrow']).map((name) => names.addressOf(name)),
  }
}
