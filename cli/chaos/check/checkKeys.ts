import type { Facts } from './facts.ts'
import { duplicated, type Finding, lost, violation } from './finding.ts'
import { type Answer, type Journal, type KeyRecord, toldOutcome } from './record.ts'

/** Every key had one effect: all its answers are the same, and it came out as it had to. */
export function checkKeys({ keys }: Journal, facts: Facts): Finding[] {
  return keys.flatMap((record) => [...checkAnswers(record), ...checkExpectation(record), ...checkHeld(record, facts)])
}

function checkAnswers(record: KeyRecord): Finding[] {
  const { answers, promised, outcome } = record
  const name = nameOf(record)
  if (answers.length === 0 && outcome === null) {
    const says = promised ? 'was accepted with 202 and never came out' : 'was never answered, however often it was sent'
    return [promised ? lost(`${name} ${says}.`) : violation(`${name} ${says}.`)]
  }
  const [first] = answers
  if (first === undefined) return []
  const other = answers.find((answer) => !isSame(first, answer))
  const findings = other
    ? [duplicated(`${name} was answered ${inWords(first)} and, with the same key, ${inWords(other)}.`)]
    : []
  const told = toldOutcome(record)
  if (outcome !== null && told?.status !== outcome.status) {
    findings.push(violation(`${name} was answered ${inWords(first)}, but its command came out as ${outcome.status}.`))
  }
  return findings
}

function isSame(one: Answer, other: Answer): boolean {
  return one.status === other.status && one.content === other.content
}

function checkExpectation(record: KeyRecord): Finding[] {
  const told = toldOutcome(record)
  const { expects } = record
  if (told === null || expects === 'ONE_WINS') return []
  const came = told.code ?? told.status
  return came === expects ? [] : [violation(`${nameOf(record)} came out as ${came} and should have as ${expects}.`)]
}

/** The API must still know the key of what it carried out, or a repeat would be carried out anew. */
function checkHeld(record: KeyRecord, { keys }: Facts): Finding[] {
  if (toldOutcome(record)?.status !== 'SUCCEEDED' || keys.has(record.key)) return []
  return [violation(`${nameOf(record)} succeeded, but its Idempotency-Key is not kept.`)]
}

export function nameOf({ kind, path, key }: Pick<KeyRecord, 'kind' | 'path' | 'key'>): string {
  return `"${kind}" (POST ${path}, key ${key})`
}

function inWords({ status, code, content }: Answer): string {
  return `${status}${code === null ? '' : ` ${code}`} (${content.slice(0, 300)})`
}
