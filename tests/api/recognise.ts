import { PLACEHOLDER } from '../../api/openapi/examples.ts'

/** What the names in braces stand for in this run, as far as it has gone. */
export type Known = Record<string, string>

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** What a name may stand for. */
const FORMS: Readonly<Record<string, RegExp>> = {
  buyer: /^usr_\w+$/,
  seller: /^usr_\w+$/,
  order: /^ord_\w+$/,
  escrow: /^esc_\w+$/,
  dispute: /^dsp_\w+$/,
  withdrawal: /^wdr_\w+$/,
  command: /^cmd_\w+$/,
  number: /^\d+$/,
  contract: /^C[A-Z2-7]{55}$/,
  address: /^G[A-Z2-7]{55}$/,
  payee: /^G[A-Z2-7]{55}$/,
  issuer: /^G[A-Z2-7]{55}$/,
  network: /^sandbox$/,
  request: /^req_\w+$/,
  page: /^http.*\/api\/v1\/errors\/[A-Z_]+$/,
  hash: /^[0-9a-f]{64}$/,
  time: MOMENT,
  text: /^.{10,}$/s,
  advice: /^.{10,}$/s,
}
/** Names that stand for something else every time. */
const FLEETING = new Set(['time', 'text', 'advice', 'request', 'page', 'hash'])

/** Puts what is known in place of names in braces. */
export function explain(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return value.replaceAll(PLACEHOLDER, (whole, name: string) => known[name] ?? whole)
  if (Array.isArray(value)) return value.map((item) => explain(item, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, explain(member, known)]))
}

/** Holds an answer against an example and learns what its names stand for. Returns what differs, as sentences. */
export function recognise(expected: unknown, received: unknown, known: Known, exact: boolean, at = 'body'): string[] {
  const name = typeof expected === 'string' ? /^\{([a-z]+)\}$/.exec(expected)?.[1] : undefined
  if (name !== undefined) return recogniseName(name, received, known, at)
  if (Array.isArray(expected)) {
    if (!Array.isArray(received) || received.length !== expected.length) return [differs(at, expected, received)]
    return expected.flatMap((item, index) => recognise(item, received[index], known, exact, `${at}[${index}]`))
  }
  if (typeof expected !== 'object' || expected === null) {
    return expected === received ? [] : [differs(at, expected, received)]
  }
  if (typeof received !== 'object' || received === null) return [differs(at, expected, received)]
  const fields = received as Record<string, unknown>
  const more = Object.keys(fields).filter((field) => !Object.hasOwn(expected, field))
  const wrong = Object.entries(expected).flatMap(([field, value]) =>
    recognise(value, fields[field], known, exact, `${at}.${field}`),
  )
  return exact ? [...wrong, ...more.map((field) => `${at}.${field} should not be there`)] : wrong
}

function recogniseName(name: string, received: unknown, known: Known, at: string): string[] {
  const before = known[name]
  if (before !== undefined && !FLEETING.has(name)) return received === before ? [] : [differs(at, before, received)]
  if (typeof received !== 'string' || !FORMS[name]?.test(received)) return [differs(at, `{${name}}`, received)]
  known[name] = received
  return []
}

function differs(at: string, expected: unknown, received: unknown): string {
  return `${at} is ${JSON.stringify(received)}, not ${JSON.stringify(expected)}`
}
