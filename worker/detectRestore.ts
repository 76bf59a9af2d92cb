import { Client, Connection, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import type { Logger } from 'pino'
import { compareCursors } from '../chain/transfers/cursor.ts'
import { connectionOptions, type TemporalPlace } from '../config/temporalConnection.ts'
import type { Database } from '../db/connect.ts'
import { DEPOSIT_WATCHER, readCursor } from '../db/deposits/readCursor.ts'
import { placeHold } from '../db/recovery/hold.ts'
import { GRPC } from '../lifecycle/grpcStatus.ts'

/** The service that tells Temporal how far USDC movements are read, each time after they are in the database. */
const WITNESS = 'deposits'
const CALL_TIMEOUT_MS = 5_000

/**
 * Notices a database that was brought back to an earlier point while Temporal was not: Temporal has heard of movements that
 * the database does not know. Whatever else was paid since is unknown too, so the hold is put on before anything is signed.
 */
export async function detectRestore(config: TemporalPlace, db: Pick<Database, 'sql'>, log: Logger): Promise<void> {
  const seen = await lastTold(config)
  if (seen === null) return
  const known = await readCursor(db, DEPOSIT_WATCHER)
  if (known !== null && compareCursors(known, seen) >= 0) return
  const reason =
    `Temporal has heard of USDC movements up to ${seen}, the database knows them up to ${known ?? 'none'}: ` +
    'it was brought back to an earlier point'
  await placeHold(db, reason)
  log.error(reason)
}

/** The furthest cursor that Temporal has from the service: by a shift that ended, or by the heartbeat of one that was cut off. */
async function lastTold(place: TemporalPlace): Promise<string | null> {
  const connection = await Connection.connect(connectionOptions(place))
  try {
    const client = new Client({ connection, namespace: place.temporalNamespace })
    return await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
      const witness = client.workflow.getHandle(WITNESS)
      const [{ raw }, { events }] = await Promise.all([witness.describe(), witness.fetchHistory()])
      const beats = (raw.pendingActivities ?? []).map(({ heartbeatDetails }) => cursorIn(heartbeatDetails))
      const ends = (events ?? []).map(({ activityTaskCompletedEventAttributes: end }) => cursorIn(end?.result))
      const told = [...beats, ...ends].filter((cursor) => cursor !== null)
      return told.sort(compareCursors).at(-1) ?? null
    })
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  } finally {
    await connection.close()
  }
}

/** The calls of a handle wrap what the server says, the reading of a history does not. */
function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === GRPC.notFound)
}

type Payloads = { readonly payloads?: readonly Parameters<typeof defaultPayloadConverter.fromPayload>[0][] | null }

function cursorIn(told: Payloads | null | undefined): string | null {
  const [payload] = told?.payloads ?? []
  const value = payload && defaultPayloadConverter.fromPayload<{ cursor?: unknown } | null>(payload)
  return typeof value?.cursor === 'string' && value.cursor !== '' ? value.cursor : null
}
