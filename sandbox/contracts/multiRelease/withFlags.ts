import type { Escrow, Flags } from './escrow.ts'

/** The escrow with some flags of one milestone changed. */
export function withFlags(escrow: Escrow, index: number, flags: Partial<Flags>): Escrow {
  const milestones = escrow.milestones.map((milestone, position) =>
    position === index ? { ...milestone, flags: { ...milestone.flags, ...flags } } : milestone,
  )
  return { ...escrow, milestones }
}
