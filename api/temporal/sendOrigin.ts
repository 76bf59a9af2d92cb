import type { WorkflowClientInterceptor } from '@temporalio/client'
import { defaultPayloadConverter, type Headers } from '@temporalio/common'
import type { CommandId } from '../../domain/ids.ts'
import type { Tracing } from '../../telemetry/tracing.ts'
import { COMMAND_HEADER, type CommandOrigin } from '../../workflows/messages.ts'

/** Sends beside every command when it was sent and in which trace, for the workers that will serve it. */
export function sendOrigin(tracing: Tracing | null): WorkflowClientInterceptor {
  return {
    startWithDetails: (input, next) =>
      next({
        ...input,
        headers: withOrigin(input.headers, fieldOf(input.options.args[0], 'createCommandId'), tracing),
      }),
    signal: (input, next) =>
      next({ ...input, headers: withOrigin(input.headers, fieldOf(input.args[0], 'commandId'), tracing) }),
  }
}

function withOrigin(headers: Headers, commandId: unknown, tracing: Tracing | null): Headers {
  if (typeof commandId !== 'string') return headers
  const origin: CommandOrigin = { commandId: commandId as CommandId, sentAtMs: Date.now(), ...tracing?.carrier() }
  return { ...headers, [COMMAND_HEADER]: defaultPayloadConverter.toPayload(origin) }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
