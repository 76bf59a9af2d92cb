import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../domain/errors.ts'
import { describeApi } from '../sdk/apiDocument.ts'
import { ERROR_DETAILS } from '../sdk/errorDetails.ts'
import type { JsonSchema } from '../sdk/renderSchema.ts'
import { errorClass } from './errorClass.ts'
import { fieldRows } from './fields.ts'
import { code, table, writtenFrom } from './markdown.ts'
import { anchorOfRoute, routeName } from './routeNames.ts'

const CODES = Object.keys(ERRORS) as ErrorCode[]

const INTRODUCTION = `Every refusal has the same shape:

\`\`\`json
{
  "error": {
    "code": "INVALID_STATE",
    "message": "An order that is CLOSED cannot be released.",
    "details": { "currentStatus": "CLOSED", "allowedActions": [] },
    "requestId": "...",
    "docs": ".../api/v1/errors/INVALID_STATE"
  }
}
\`\`\`

Compare \`code\`, never \`message\`: codes stay, sentences may get better. \`details\` is there where the code says so below.
Give \`requestId\` to whoever runs the orchestrator; the logs know it. The address in \`docs\` explains the code, in a browser too.

The [SDK](sdk.md#errors) throws one class for each code, such as \`InvalidStateError\`, and repeats by itself what passes by itself.`

/** The catalogue of errors as a page: a section for each code. */
export function renderErrorPage(): string {
  return [
    '# Errors',
    '',
    writtenFrom('domain/errors.ts'),
    '',
    INTRODUCTION,
    '',
    '## All codes',
    '',
    ...table(
      ['code', 'status', 'meaning'],
      CODES.map((each) => [
        `[${code(each)}](#${each.toLowerCase()})`,
        String(ERRORS[each].status),
        ERRORS[each].meaning,
      ]),
    ),
    '',
    ...CODES.flatMap(section),
  ].join('\n')
}

function section(each: ErrorCode): string[] {
  const { status, meaning, remedy } = ERRORS[each]
  const details = detailsOf(each)
  return [
    `## ${each}`,
    '',
    `Status ${status}. In the SDK: ${code(errorClass(each))}.`,
    '',
    `**Cause.** ${meaning}`,
    '',
    `**What to do.** ${remedy}`,
    '',
    ...(details === null ? [] : ['`details`:', '', ...table(['field', 'type', 'meaning'], fieldRows(details)), '']),
    `**Where.** ${whereSaid(each)}`,
    '',
  ]
}

function detailsOf(each: ErrorCode): JsonSchema | null {
  const schema = (ERROR_DETAILS as Partial<Record<ErrorCode, z.ZodType>>)[each]
  return schema === undefined ? null : (z.toJSONSchema(schema) as JsonSchema)
}

function whereSaid(each: ErrorCode): string {
  const saying = describeApi().routes.filter(({ route }) => route.errors?.includes(each))
  if (saying.length === 0 || each === 'NOT_FOUND') return 'Any route may answer so.'
  return `${saying.map(({ route }) => `[${code(routeName(route))}](api.md#${anchorOfRoute(route)})`).join(', ')}.`
}
