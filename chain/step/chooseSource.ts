import { createHash } from 'node:crypto'
import { invariant, unreachable } from '../../domain/invariant.ts'
import { signerOf } from '../escrow/signerOf.ts'
import type { ChainIntent } from '../intent.ts'
import type { Signers } from '../signers.ts'
import type { AccountQueue } from './accountQueue.ts'

/** The account that a step's transaction acts for and takes its sequence number from. */
export function chooseSource(
  intent: ChainIntent,
  stepKey: string,
  signers: Signers,
  accounts: Pick<AccountQueue, 'load'>,
): string {
  switch (intent.kind) {
    case 'deploy':
      return chooseDeployer(stepKey, signers, accounts)
    case 'createWallets':
    case 'extendLifetime':
      return signers.platform.sponsor.publicKey()
    case 'topUp':
    case 'trustTreasury':
      return signers.platform.treasury.publicKey()
    case 'withdraw':
      return intent.wallet
    case 'fund':
    case 'changeMilestoneStatus':
    case 'approveMilestone':
    case 'release':
    case 'releaseMilestone':
    case 'dispute':
    case 'disputeMilestone':
    case 'resolve':
    case 'resolveMilestone':
      return signerOf(intent)
    default:
      return unreachable(intent)
  }
}

/** The least busy deployer of this process. Among equals the step's hash decides, so that processes spread over the pool too. */
function chooseDeployer(stepKey: string, signers: Signers, accounts: Pick<AccountQueue, 'load'>): string {
  const pool = signers.deployers.map((deployer) => deployer.publicKey())
  invariant(pool.length > 0, 'A deployment needs a pool of at least one deployer')
  const start = createHash('sha256').update(stepKey).digest().readUInt32BE(0) % pool.length
  const rotated = [...pool.slice(start), ...pool.slice(0, start)]
  return rotated.reduce((best, address) => (accounts.load(address) < accounts.load(best) ? address : best))
}
