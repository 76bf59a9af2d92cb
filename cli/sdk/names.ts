import { ERRORS } from '../../domain/errors.ts'
import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { DISPUTE_DECISIONS, DISPUTE_PARTIES, DISPUTE_REASONS, DISPUTE_STATUSES } from '../../domain/order/dispute.ts'
import { ESCROW_STATUSES, FINAL_STATUSES, MILESTONE_STATUSES, ORDER_STATUSES } from '../../domain/order/status.ts'
import { DESTINATION_REASONS } from '../../domain/withdrawal/destination.ts'
import { WITHDRAWAL_FAILURES } from '../../domain/withdrawal/failure.ts'
import { WITHDRAWAL_STATUSES } from '../../domain/withdrawal/status.ts'
import type { ApiDocument } from './apiDocument.ts'
import type { Names } from './renderSchema.ts'

/** Unions that have a name of their own in the SDK. Parties that may open a dispute are the two of every order. */
export const ENUMS = {
  OrderStatus: ORDER_STATUSES,
  FinalStatus: FINAL_STATUSES,
  EscrowStatus: ESCROW_STATUSES,
  MilestoneStatus: MILESTONE_STATUSES,
  CommandKind: COMMAND_KINDS,
  Party: DISPUTE_PARTIES,
  DisputeStatus: DISPUTE_STATUSES,
  DisputeReason: DISPUTE_REASONS,
  DisputeDecision: DISPUTE_DECISIONS,
  WithdrawalStatus: WITHDRAWAL_STATUSES,
  WithdrawalFailureCode: WITHDRAWAL_FAILURES,
  DestinationReason: DESTINATION_REASONS,
} as const

/** With those whose values live in another generated file. */
export const ALL_ENUMS: Names['enums'] = { ...ENUMS, ErrorCode: Object.keys(ERRORS) }

/** Both names mean something else in every JavaScript program. */
const RENAMED: Readonly<Record<string, string>> = { Event: 'EventEnvelope', Error: 'ErrorBody' }

export function namesOf(document: ApiDocument, readonlyLists: boolean): Names {
  return {
    schemas: document.components.schemas,
    nameOf: (schema) => RENAMED[schema] ?? schema,
    enums: ALL_ENUMS,
    readonlyLists,
  }
}
