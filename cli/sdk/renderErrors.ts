import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../domain/errors.ts'
import { ERROR_DETAILS } from './errorDetails.ts'
import { ALL_ENUMS } from './names.ts'
import { type JsonSchema, type Names, renderSchema } from './renderSchema.ts'

/** Refusals that pass by themselves: the same request, with the same key, may be answered otherwise later. */
const PASSING: readonly ErrorCode[] = [
  'RATE_LIMITED',
  'IDEMPOTENCY_KEY_IN_PROGRESS',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
]

const NAMES: Names = { schemas: {}, nameOf: (name) => name, enums: ALL_ENUMS, readonlyLists: true }

/** The catalogue of errors, the details of each, and a class for each code. */
export function renderErrors(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[]
  const details = codes.map((code) => `${code}: ${detailsOf(code)}`).join('\n')
  return [
    "import { OfferHubApiError } from '../errors/apiError.ts'\nimport type { CommandKind, DestinationReason } from './types.ts'",
    `/** Every code that the API refuses with: its HTTP status, what it means, what to do, and whether it passes by itself. */\nexport const ERRORS = {\n${codes.map(renderEntry).join('\n')}\n} as const`,
    '/** A code of the catalogue. */\nexport type ErrorCode = keyof typeof ERRORS',
    `/** What \`error.details\` holds, by code. */\nexport type ErrorDetails = {\n${details}\n}`,
    ...codes.map(renderClass),
    `/** The class of each code. */\nexport const ERROR_CLASSES = {\n${codes.map((code) => `${code}: ${classOf(code)},`).join('\n')}\n} as const`,
    `/** Every refusal of the API, told apart by \`code\`. */\nexport type AnyApiError = ${codes.map(classOf).join(' | ')}`,
  ].join('\n\n')
}

function renderEntry(code: ErrorCode): string {
  const { status, meaning, remedy } = ERRORS[code]
  const retryable = PASSING.includes(code)
  return `${code}: { status: ${status}, meaning: ${quote(meaning)}, remedy: ${quote(remedy)}, retryable: ${retryable} },`
}

function detailsOf(code: ErrorCode): string {
  const schema: z.ZodType | undefined =
    code in ERROR_DETAILS ? ERROR_DETAILS[code as keyof typeof ERROR_DETAILS] : undefined
  if (schema === undefined) return 'Record<string, unknown>'
  return renderSchema(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema, NAMES)
}

function renderClass(code: ErrorCode): string {
  const { status, meaning, remedy } = ERRORS[code]
  const docs = `/**\n * \`${code}\` (${status}): ${meaning}\n *\n * ${remedy}\n */`
  return `${docs}\nexport class ${classOf(code)} extends OfferHubApiError {
  override readonly name = '${classOf(code)}'
  declare readonly code: '${code}'
  declare readonly details: ErrorDetails['${code}'] | undefined
}`
}

/** ORDER_NOT_FOUND: OrderNotFoundError. */
function classOf(code: ErrorCode): string {
  const words = code.split('_').filter((word) => word !== 'ERROR')
  return `${words.map((word) => word.charAt(0) + word.slice(1).toLowerCase()).join('')}Error`
}

function quote(text: string): string {
  return JSON.stringify(text)
}
