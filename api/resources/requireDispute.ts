import type { Database } from '../../db/connect.ts'
import { type DisputeRecord, readDispute } from '../../db/disputes/read.ts'
import { isId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** Reads the dispute of a path. An id of another shape is the same 404 as one that does not exist. */
export async function requireDispute(db: Database, id: string | undefined): Promise<DisputeRecord> {
  const dispute = id !== undefined && isId('dispute', id) ? await readDispute(db, id) : null
  if (dispute !== null) return dispute
  throw disputeNotFound(id)
}

export function disputeNotFound(id: string | undefined): ApiError {
  return new ApiError('DISPUTE_NOT_FOUND', `There is no dispute "${id}". Check the dispute id.`, {
    details: { disputeId: id },
  })
}
