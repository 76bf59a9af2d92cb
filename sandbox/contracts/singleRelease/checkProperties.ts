import type { Host } from '../../soroban/host.ts'
import { check } from './errors.ts'
import type { Escrow, Flags } from './escrow.ts'
import { PROTOCOL_FEE_BPS } from './fees.ts'

const MAX_PLATFORM_FEE_BPS = 9_900
const MAX_MILESTONES = 50

/** Rules on properties that hold at initialisation and at every update: errors 31, 1, 9, 27 in this order. */
export function checkProperties(host: Host, escrow: Escrow): void {
  const feesLeaveARest = BigInt(escrow.platformFeeBps) + PROTOCOL_FEE_BPS <= 10_000n
  check(host, escrow.platformFeeBps <= MAX_PLATFORM_FEE_BPS && feesLeaveARest, 'PlatformFeeTooHigh')
  check(host, escrow.amount > 0n, 'AmountCannotBeZero')
  check(host, escrow.milestones.length > 0, 'NoMilestoneDefined')
  check(host, escrow.milestones.length <= MAX_MILESTONES, 'TooManyMilestones')
}

export function allFalse(flags: Flags): boolean {
  return !flags.disputed && !flags.released && !flags.resolved
}

export function noneApproved(milestones: Escrow['milestones']): boolean {
  return milestones.every((milestone) => !milestone.approved)
}
