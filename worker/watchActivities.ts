import type { Context } from '@temporalio/activity'
import { defaultPayloadConverter, type Headers } from '@temporalio/common'
import type { ActivityInterceptors } from '@temporalio/worker'
import { isId } from '../domain/ids.ts'
import { inSpan } from '../telemetry/tracing.ts'
import { COMMAND_HEADER, type CommandOrigin } from '../workflows/messages.ts'
import { type ActivityIds, type ActivityNotes, withNotes } from './activityNotes.ts'
import { outcomeIn } from './metrics/outcomeIn.ts'
import type { Telemetry } from './telemetry.ts'

/** Around every activity: its ids in every line that is logged in it, a span in its command's trace, and the outcomes it writes. */
export function watchActivities({ tracing, metrics }: Telemetry): (context: Context) => ActivityInterceptors {
  return ({ info }) => {
    const workflowId = info.workflowExecution?.workflowId ?? ''
    const notes: ActivityNotes = isId('order', workflowId) ? { orderId: workflowId } : {}
    return {
      inbound: {
        async execute(input, next) {
          const origin = originIn(input.headers)
          if (origin !== null) Object.assign(notes, { commandId: origin.commandId })
          const start = {
            name: info.activityType,
            kind: 'consumer',
            parent: origin ?? {},
            notes: {
              'offerhub.order.id': notes.orderId,
              'offerhub.command.id': notes.commandId,
              'temporal.workflow.id': workflowId,
              'temporal.activity.attempt': info.attempt,
            },
          } as const
          // The services' shifts last ten minutes and belong to nobody's request.
          const result = await inSpan(origin?.traceparent === undefined ? null : tracing, start, (span) =>
            withNotes(Object.assign(notes, span && { span }), () => next(input)),
          )
          const settled = outcomeIn(input.args[0], result)
          if (settled !== null) metrics.command(settled.command, settled.outcome, secondsSince(origin))
          return result
        },
      },
      outbound: { getLogAttributes: (input, next) => next({ ...input, ...idsIn(notes) }) },
    }
  }
}

function idsIn({ orderId, commandId, stepKey }: ActivityNotes): ActivityIds {
  return { ...(orderId && { orderId }), ...(commandId && { commandId }), ...(stepKey && { stepKey }) }
}

function secondsSince(origin: CommandOrigin | null): number | null {
  return origin === null ? null : Math.max(0, Date.now() - origin.sentAtMs) / 1_000
}

/** Another version may have sent it: what cannot be read is as if it were not there. */
function originIn(headers: Headers): CommandOrigin | null {
  const payload = headers[COMMAND_HEADER]
  if (payload === undefined) return null
  try {
    const origin = defaultPayloadConverter.fromPayload<Partial<CommandOrigin> | null>(payload)
    const isWhole = typeof origin?.commandId === 'string' && typeof origin.sentAtMs === 'number'
    return isWhole ? (origin as CommandOrigin) : null
  } catch {
    return null
  }
}
