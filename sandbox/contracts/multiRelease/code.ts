import type { ContractCode } from '../../soroban/host.ts'
import { deployEscrow } from '../escrow/deployEscrow.ts'
import { extendContractTtl } from '../escrow/extendContractTtl.ts'
import { fundEscrow } from '../escrow/fundEscrow.ts'
import { getMultipleEscrowBalances } from '../escrow/getMultipleEscrowBalances.ts'
import { type Lineage, payingFunction } from '../escrow/lineage.ts'
import { getEscrow, getEscrowByContractId } from '../escrow/readEscrow.ts'
import { approveMilestone } from './approveMilestone.ts'
import { changeMilestoneStatus } from './changeMilestoneStatus.ts'
import { disputeMilestone } from './disputeMilestone.ts'
import { refusals } from './errors.ts'
import { initializeEscrow } from './initializeEscrow.ts'
import { multiRelease } from './kind.ts'
import { releaseMilestoneFunds } from './releaseMilestoneFunds.ts'
import { resolveMilestoneDispute } from './resolveMilestoneDispute.ts'
import { updateEscrow } from './updateEscrow.ts'
import { withdrawRemainingFunds } from './withdrawRemainingFunds.ts'

/** The multi-release escrow contract, V1. */
export function createMultiReleaseCode(lineage: Lineage): ContractCode {
  return {
    tw_new_multi_release_escrow: (host, args) => deployEscrow(refusals, host, args),
    initialize_escrow: initializeEscrow,
    fund_escrow: (host, args) => fundEscrow(multiRelease, host, args),
    change_milestone_status: changeMilestoneStatus,
    approve_milestone: approveMilestone,
    release_milestone_funds: payingFunction(lineage, 1, releaseMilestoneFunds),
    dispute_milestone: disputeMilestone,
    resolve_milestone_dispute: payingFunction(lineage, 2, resolveMilestoneDispute),
    withdraw_remaining_funds: payingFunction(lineage, 1, withdrawRemainingFunds),
    update_escrow: updateEscrow,
    extend_contract_ttl: (host, args) => extendContractTtl(multiRelease, host, args),
    get_escrow: (host) => getEscrow(multiRelease, host),
    get_escrow_by_contract_id: (host, args) => getEscrowByContractId(multiRelease, host, args),
    get_multiple_escrow_balances: (host, args) => getMultipleEscrowBalances(multiRelease, host, args),
  }
}
