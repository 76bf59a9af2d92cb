import type { ContractCode } from '../soroban/host.ts'
import { deployEscrow } from './escrow/deployEscrow.ts'
import { refusals as multiReleaseRefusals } from './multiRelease/errors.ts'
import { refusals as singleReleaseRefusals } from './singleRelease/errors.ts'

/** The factory: an instance that holds no escrow itself and creates one contract per escrow, of either kind. */
export const factoryCode: ContractCode = {
  tw_new_single_release_escrow: (host, args) => deployEscrow(singleReleaseRefusals, host, args),
  tw_new_multi_release_escrow: (host, args) => deployEscrow(multiReleaseRefusals, host, args),
}
