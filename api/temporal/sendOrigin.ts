import type { WorkflowClientInterceptor } from '@temporalio/client'
import { defaultPayloadConverter, type Headers } from '@temporalio/common'
import type { Tracing } from '../../telemetry/tracing.ts'
import { COMMAND_HEADER, type CommandOrigin, commandIdIn } from '../../workflows/messages.ts'

/** Sends beside every command when it was sent and in which trace, for the workers that will serve it. */
export function sendOrigin(tracing: Tracing | null): WorkflowClientInterceptor {
  return {
    startWithDetails: (input, next) =>
      next({
        ...input,
        headers: withOrigin(input.headers, input.options.args[0], tracing),
      }),
    signal: (input, next) => next({ ...input, headers: withOrigin(input.headers, input.args[0], tracing) }),
  }
}

function withOrigin(headers: Headers, message: unknown, tracing: Tracing | null): Headers {
  const commandId = commandIdIn(message)
  if (commandId === undefined) return headers
  const origin: CommandOrigin = { commandId, sentAtMs: Date.now(), ...tracing?.carrier() }
  return { ...headers, [COMMAND_HEADER]: defaultPayloadConverter.toPayload(origin) }
}
