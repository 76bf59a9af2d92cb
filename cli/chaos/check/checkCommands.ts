import { nameOf } from './checkKeys.ts'
import type { CommandRow, Facts } from './facts.ts'
import { duplicated, type Finding, lost, violation } from './finding.ts'
import { type Journal, type KeyRecord, toldOutcome } from './record.ts'

/** Every accepted command has one outcome, the one that its caller was told; and there is no command that nobody sent. */
export function checkCommands(journal: Journal, facts: Facts): Finding[] {
  const rows = new Map(facts.commands.map((row) => [row.commandId, row]))
  const ofKeys = new Set([...facts.keys.values()].map(({ commandId }) => commandId))
  const known = journal.keys.filter(({ kind }) => kind !== 'createUser')
  return [
    ...known.flatMap((record) => checkRecord(record, facts, rows)),
    ...facts.commands.flatMap((row) => checkRow(row, ofKeys)),
  ]
}

function checkRecord(record: KeyRecord, facts: Facts, rows: ReadonlyMap<string, CommandRow>): Finding[] {
  const told = toldOutcome(record)
  const held = facts.keys.get(record.key)
  if (told === null || held === undefined) return []
  const row = rows.get(held.commandId)
  // What is refused before it reaches the order leaves no command behind; a twin's creation is the other twin's order.
  if (row === undefined) return told.status === 'REJECTED' || isTwin(record, held.resourceId) ? [] : [gone(record)]
  if (row.status === 'PENDING') return [lost(`${nameOf(record)} is still pending as command ${row.commandId}.`)]
  if (row.status !== told.status) {
    return [violation(`${nameOf(record)} was told ${told.status}, but command ${row.commandId} is ${row.status}.`)]
  }
  return []
}

function isTwin({ kind, orderId }: KeyRecord, ownOrderId: string): boolean {
  return kind === 'create' && orderId !== ownOrderId
}

function gone(record: KeyRecord): Finding {
  return lost(`${nameOf(record)} succeeded, but there is no record of its command.`)
}

function checkRow(row: CommandRow, ofKeys: ReadonlySet<string>): Finding[] {
  if (ofKeys.has(row.commandId)) return []
  return [duplicated(`Order ${row.orderId} has a command "${row.kind}" (${row.commandId}) that no key stands for.`)]
}
