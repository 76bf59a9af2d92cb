import { appliesTo, type FaultName, FUNCTION_LIST, isFaultName } from './catalogue.ts'
import { isEscrowFunction } from './functions.ts'

/** One `[fault NAME@FUNCTION xN]` of a title. */
export type Sentinel = { readonly name: FaultName; readonly functionName: string; readonly times: number }

const SENTINEL = /\[fault\b[^\]]*\]?/g
const COMPLETE = /^\[fault (?<name>\w+)@(?<functionName>\w+)(?: x(?<times>\d{1,6}))?\]$/

/** The faults that a title asks for, and what is wrong with those that cannot be: a misspelt one would never strike. */
export function parseSentinels(title: string): {
  readonly sentinels: readonly Sentinel[]
  readonly problems: readonly string[]
} {
  const sentinels: Sentinel[] = []
  const problems: string[] = []
  for (const [text] of title.matchAll(SENTINEL)) {
    const parsed = parseOne(text)
    const problem = typeof parsed === 'string' ? parsed : repetition(sentinels, parsed)
    if (problem !== undefined) problems.push(`title holds ${text}: ${problem}`)
    else if (typeof parsed !== 'string') sentinels.push(parsed)
  }
  return { sentinels, problems }
}

function repetition(before: readonly Sentinel[], { name, functionName }: Sentinel): string | undefined {
  const isThere = before.some((each) => each.name === name && each.functionName === functionName)
  return isThere ? 'it is there twice; write xN instead' : undefined
}

function parseOne(text: string): Sentinel | string {
  const groups = COMPLETE.exec(text)?.groups
  if (groups === undefined) return 'expected [fault NAME@FUNCTION] or [fault NAME@FUNCTION xN]'
  const { name = '', functionName = '', times = '1' } = groups
  if (!isFaultName(name)) return `there is no fault ${name}`
  if (!isEscrowFunction(functionName)) return `the function must be one of ${FUNCTION_LIST}`
  if (!appliesTo(name, functionName)) return `${name} cannot strike at ${functionName}`
  return Number(times) > 0 ? { name, functionName, times: Number(times) } : 'N must be at least 1'
}
