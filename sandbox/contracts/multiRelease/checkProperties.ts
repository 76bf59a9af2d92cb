import type { Host } from '../../soroban/host.ts'
import { feesLeaveARest, MAX_MILESTONES } from '../escrow/propertyLimits.ts'
import { check } from './errors.ts'
import type { Escrow, Flags } from './escrow.ts'

/** Rules on properties that hold at initialisation and at every update: errors 43, 35, 45, 1 in this order. */
export function checkProperties(host: Host, escrow: Escrow): void {
  check(host, feesLeaveARest(escrow.platformFeeBps), 'PlatformFeeTooHigh')
  check(host, escrow.milestones.length > 0, 'NoMileStoneDefined')
  check(host, escrow.milestones.length <= MAX_MILESTONES, 'TooManyMilestones')
  const everyAmountIsPositive = escrow.milestones.every((milestone) => milestone.amount > 0n)
  check(host, everyAmountIsPositive, 'AmountCannotBeZero')
}

export function allFalse(flags: Flags): boolean {
  return !flags.approved && !flags.disputed && !flags.released && !flags.resolved
}
