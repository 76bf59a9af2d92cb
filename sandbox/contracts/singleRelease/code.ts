import type { ContractCode } from '../../soroban/host.ts'
import { deployEscrow } from '../escrow/deployEscrow.ts'
import { extendContractTtl } from '../escrow/extendContractTtl.ts'
import { fundEscrow } from '../escrow/fundEscrow.ts'
import { getMultipleEscrowBalances } from '../escrow/getMultipleEscrowBalances.ts'
import { type Lineage, payingFunction } from '../escrow/lineage.ts'
import { getEscrow, getEscrowByContractId } from '../escrow/readEscrow.ts'
import { approveMilestone } from './approveMilestone.ts'
import { changeMilestoneStatus } from './changeMilestoneStatus.ts'
import { disputeEscrow } from './disputeEscrow.ts'
import { refusals } from './errors.ts'
import { initializeEscrow } from './initializeEscrow.ts'
import { singleRelease } from './kind.ts'
import { releaseFunds } from './releaseFunds.ts'
import { resolveDispute } from './resolveDispute.ts'
import { updateEscrow } from './updateEscrow.ts'
import { withdrawRemainingFunds } from './withdrawRemainingFunds.ts'

/** The single-release escrow contract, V1. */
export function createSingleReleaseCode(lineage: Lineage): ContractCode {
  return {
    tw_new_single_release_escrow: (host, args) => deployEscrow(refusals, host, args),
    initialize_escrow: initializeEscrow,
    fund_escrow: (host, args) => fundEscrow(singleRelease, host, args),
    change_milestone_status: changeMilestoneStatus,
    approve_milestone: approveMilestone,
    release_funds: payingFunction(lineage, 1, releaseFunds),
    dispute_escrow: disputeEscrow,
    resolve_dispute: payingFunction(lineage, 1, resolveDispute),
    withdraw_remaining_funds: payingFunction(lineage, 1, withdrawRemainingFunds),
    update_escrow: updateEscrow,
    extend_contract_ttl: (host, args) => extendContractTtl(singleRelease, host, args),
    get_escrow: (host) => getEscrow(singleRelease, host),
    get_escrow_by_contract_id: (host, args) => getEscrowByContractId(singleRelease, host, args),
    get_multiple_escrow_balances: (host, args) => getMultipleEscrowBalances(singleRelease, host, args),
  }
}
