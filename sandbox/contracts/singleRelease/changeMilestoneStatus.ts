import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { readAddress, readOptional, readText, readU32 } from '../escrow/readValue.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check, refuse } from './errors.ts'
import { singleRelease } from './kind.ts'

/** `change_milestone_status(milestone_index, new_status, new_evidence, service_provider)`: allowed in every state. */
export function changeMilestoneStatus(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const index = readU32(args[0])
  const status = readText(args[1])
  const evidence = readOptional(args[2], readText)
  const serviceProvider = readAddress(args[3])
  const escrow = loadEscrow(host, singleRelease)
  check(host, status !== '', 'EmptyMilestoneStatus')
  check(host, serviceProvider === escrow.roles.serviceProvider, 'OnlyServiceProviderChangeMilstoneStatus')
  const milestone = escrow.milestones[index] ?? refuse(host, 'MilestoneToUpdateDoesNotExist')
  check(host, milestone.status !== '', 'EmptyMilestoneStatus')
  host.requireAuth(serviceProvider)
  const changed = { ...milestone, status, evidence: evidence ?? milestone.evidence }
  const next = { ...escrow, milestones: escrow.milestones.with(index, changed) }
  saveEscrow(host, singleRelease, next)
  host.emit([writeSymbol('tw_ms_change')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}
