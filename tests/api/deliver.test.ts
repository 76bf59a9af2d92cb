import { describe, expect, test } from 'vitest'
import { deliver } from '../../api/temporal/deliver.ts'
import { TemporalUnreachable } from '../../api/temporal/port.ts'

const UNAVAILABLE = 14
const INVALID_ARGUMENT = 3

function grpcError(code: number, details: string): Error {
  return new Error('Failed to signal Workflow', { cause: Object.assign(new Error(details), { code, details }) })
}

const NO_CONNECTION = grpcError(UNAVAILABLE, 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1')
const CONNECTION_LOST = grpcError(UNAVAILABLE, 'Connection dropped')

/** Fails with one error after the other, then answers. */
function failing(...errors: Error[]) {
  return async () => {
    const error = errors.shift()
    if (error !== undefined) throw error
    return 'arrived'
  }
}

async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await deliver(call)
  } catch (error) {
    return error
  }
}

describe('a request to Temporal', () => {
  test('is tried again while the server is away for a moment', async () => {
    expect(await deliver(failing(NO_CONNECTION, CONNECTION_LOST))).toBe('arrived')
  })

  test('was certainly not sent when no attempt had a connection', async () => {
    const error = await failureOf(failing(...Array<Error>(10).fill(NO_CONNECTION)))
    expect(error).toBeInstanceOf(TemporalUnreachable)
    expect(error).toMatchObject({ delivery: 'not_sent' })
  })

  test('may have arrived when one attempt lost its connection', async () => {
    const error = await failureOf(failing(NO_CONNECTION, CONNECTION_LOST, NO_CONNECTION, NO_CONNECTION, NO_CONNECTION))
    expect(error).toMatchObject({ delivery: 'unknown' })
  })

  test('is not repeated when the server refuses it', async () => {
    const refusal = grpcError(INVALID_ARGUMENT, 'WorkflowId is not set')
    expect(await failureOf(failing(refusal))).toBe(refusal)
  })
})
