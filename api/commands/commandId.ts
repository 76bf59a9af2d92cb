import { createHash } from 'node:crypto'
import { TypeID } from 'typeid-js'
import { newId } from '../../db/newId.ts'
import type { ApiKeyId, CommandId } from '../../domain/ids.ts'

const UUID_BYTES = 16

/**
 * Names a command. With an Idempotency-Key the name follows from the request, so that every repeat is the same command
 * to the workflow, whatever became of the process that sent it first.
 */
export function commandIdFor(apiKeyId: ApiKeyId, idempotencyKey: string | undefined, route: string): CommandId {
  if (idempotencyKey === undefined) return newId('command')
  const digest = createHash('sha256').update(`${apiKeyId}\n${idempotencyKey}\n${route}`).digest()
  return TypeID.fromUUIDBytes('cmd', digest.subarray(0, UUID_BYTES)).toString() as CommandId
}
