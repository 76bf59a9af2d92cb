import { PROTOCOL_FEE_ADDRESS } from '../../genesis.ts'
import type { ContractCode } from '../../soroban/host.ts'
import { approveMilestone } from './approveMilestone.ts'
import { changeMilestoneStatus } from './changeMilestoneStatus.ts'
import { deployEscrow } from './deployEscrow.ts'
import { disputeEscrow } from './disputeEscrow.ts'
import { extendContractTtl } from './extendContractTtl.ts'
import { fundEscrow } from './fundEscrow.ts'
import { getMultipleEscrowBalances } from './getMultipleEscrowBalances.ts'
import { initializeEscrow } from './initializeEscrow.ts'
import { getEscrow, getEscrowByContractId } from './readEscrow.ts'
import { releaseFunds } from './releaseFunds.ts'
import { resolveDispute } from './resolveDispute.ts'
import { updateEscrow } from './updateEscrow.ts'
import { withdrawRemainingFunds } from './withdrawRemainingFunds.ts'

/** The single-release escrow contract, V1 `main` build, paying the protocol fee to the given address. */
export function createSingleReleaseCode(options: { protocolFeeAddress: string }): ContractCode {
  const { protocolFeeAddress } = options
  return {
    tw_new_single_release_escrow: deployEscrow,
    initialize_escrow: initializeEscrow,
    fund_escrow: fundEscrow,
    change_milestone_status: changeMilestoneStatus,
    approve_milestone: approveMilestone,
    release_funds: (host, args) => releaseFunds(host, args, protocolFeeAddress),
    dispute_escrow: disputeEscrow,
    resolve_dispute: (host, args) => resolveDispute(host, args, protocolFeeAddress),
    withdraw_remaining_funds: (host, args) => withdrawRemainingFunds(host, args, protocolFeeAddress),
    update_escrow: updateEscrow,
    extend_contract_ttl: extendContractTtl,
    get_escrow: getEscrow,
    get_escrow_by_contract_id: getEscrowByContractId,
    get_multiple_escrow_balances: getMultipleEscrowBalances,
  }
}

export const singleReleaseCode: ContractCode = createSingleReleaseCode({ protocolFeeAddress: PROTOCOL_FEE_ADDRESS })
