import type { ContractCode } from '../soroban/host.ts'
import { deployEscrow } from './singleRelease/deployEscrow.ts'

/** The factory: an instance that holds no escrow itself and creates one contract per escrow. */
export const factoryCode: ContractCode = { tw_new_single_release_escrow: deployEscrow }
