import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { readAddress, readOptional, readStruct, readText, readU32, readVec } from '../escrow/readValue.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check, refuse } from './errors.ts'
import type { Milestone } from './escrow.ts'
import { multiRelease } from './kind.ts'

/**
 * `change_milestone_status(updates, service_provider)`: all updates or none, allowed in every state. An empty batch
 * changes nothing and succeeds.
 */
export function changeMilestoneStatus(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const updates = readVec(args[0]).map(readUpdate)
  const serviceProvider = readAddress(args[1])
  const escrow = loadEscrow(host, multiRelease)
  check(host, serviceProvider === escrow.roles.serviceProvider, 'OnlyServiceProviderChangeMilstoneStatus')
  const milestones = updates.reduce((current, update) => applyUpdate(host, current, update), escrow.milestones)
  host.requireAuth(serviceProvider)
  const next = { ...escrow, milestones }
  saveEscrow(host, multiRelease, next)
  host.emit([writeSymbol('tw_ms_change')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}

type Update = { readonly evidence: string | undefined; readonly index: number; readonly status: string }

function readUpdate(value: xdr.ScVal): Update {
  const fields = readStruct(value, ['evidence', 'index', 'status'])
  return {
    evidence: readOptional(fields.evidence, readText),
    index: readU32(fields.index),
    status: readText(fields.status),
  }
}

function applyUpdate(host: Host, milestones: readonly Milestone[], update: Update): readonly Milestone[] {
  check(host, update.status !== '', 'EmptyMilestoneStatus')
  const milestone = milestones[update.index] ?? refuse(host, 'InvalidMileStoneIndex')
  const evidence = update.evidence ?? milestone.evidence
  return milestones.with(update.index, { ...milestone, status: update.status, evidence })
}
