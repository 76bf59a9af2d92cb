import type { Host } from '../../soroban/host.ts'
import { feesLeaveARest, MAX_MILESTONES } from '../escrow/propertyLimits.ts'
import { check } from './errors.ts'
import type { Escrow, Flags } from './escrow.ts'

/** Rules on properties that hold at initialisation and at every update: errors 31, 1, 9, 27 in this order. */
export function checkProperties(host: Host, escrow: Escrow): void {
  check(host, feesLeaveARest(escrow.platformFeeBps), 'PlatformFeeTooHigh')
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
