import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Journal, KeyRecord, Outcome } from '../check/record.ts'
import type { Habit } from '../plan/habits.ts'
import { type Door, type HttpReply, type HttpRequest, isPassing, type ReplyBody, sendUntilAnswered } from './http.ts'
import type { Tally } from './tally.ts'

/** What the callers of one run share. */
export type Stage = {
  readonly door: Door
  readonly faucetUrl: string
  readonly journal: Journal
  readonly tally: Tally
}

/** What shall be done, before it has a key. */
export type Errand = Pick<KeyRecord, 'kind' | 'path' | 'body' | 'expects' | 'orderId'>

const PATIENCE_MS = 240_000
const RECHECK_MS = 100

/** Carries out one keyed request with all its copies, and notes everything that it is told. */
export async function callWithKey(stage: Stage, errand: Errand, habit: Habit): Promise<KeyRecord> {
  const record: KeyRecord = { ...errand, key: randomUUID(), answers: [], promised: false, outcome: null, attempts: 0 }
  stage.journal.keys.push(record)
  const send = (hangUpAfterMs: number | null) => ask(stage, record, habit, hangUpAfterMs)
  if (habit.together) {
    const copies = Array.from({ length: habit.copies }, (_, copy) => send(copy === 0 ? habit.hangUpAfterMs : null))
    await Promise.all(copies)
  } else {
    await send(habit.hangUpAfterMs)
    for (let copy = 1; copy < habit.copies; copy++) await send(null)
  }
  return record
}

/** Sends a key once more when all is over: it has to be answered as before. */
export async function replay(stage: Stage, record: KeyRecord): Promise<void> {
  await ask(stage, record, { prefer: null, follows: 'key' }, null)
}

async function ask(
  stage: Stage,
  record: KeyRecord,
  { prefer, follows }: Pick<Habit, 'prefer' | 'follows'>,
  hangUpAfterMs: number | null,
): Promise<void> {
  const { key, path, body } = record
  const deadline = Date.now() + PATIENCE_MS
  const request: HttpRequest = { method: 'POST', path, body, key, prefer, hangUpAfterMs }
  const onReply = (reply: HttpReply | null) => {
    record.attempts++
    count(stage.tally, reply, path)
  }
  let reply = await sendUntilAnswered(stage.door, request, { limitMs: PATIENCE_MS, onReply })
  while (reply?.status === 202) {
    record.promised = true
    noteOrder(record, reply)
    if (follows === 'location' && (await follow(stage, record, reply))) return
    if (Date.now() > deadline) return
    // Asked again with the key, the API answers as soon as the command has come out.
    reply = await sendUntilAnswered(stage.door, { ...request, prefer: null }, { limitMs: PATIENCE_MS, onReply })
  }
  if (reply === null) return
  noteOrder(record, reply)
  record.answers.push(answerOf(reply))
}

/** Goes where the 202 pointed until the command has come out; false when that never happened. */
async function follow(stage: Stage, record: KeyRecord, { location }: HttpReply): Promise<boolean> {
  const path = location?.replace('/api/v1', '')
  if (!path) {
    stage.journal.complaints.push(`A 202 of ${record.path} (key ${record.key}) names no place to look.`)
    return false
  }
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    const reply = await sendUntilAnswered(stage.door, { method: 'GET', path }, { limitMs: PATIENCE_MS })
    const outcome = outcomeOf(reply?.body)
    if (outcome !== null) {
      record.outcome = outcome
      return true
    }
    await delay(RECHECK_MS)
  }
  return false
}

function outcomeOf(body: ReplyBody | undefined): Outcome | null {
  const { status, error } = body?.data ?? {}
  if (status === 'SUCCEEDED') return { status, code: null }
  if (status !== 'REJECTED') return null
  return { status, code: (error as { code?: string } | null)?.code ?? 'UNKNOWN' }
}

function noteOrder(record: KeyRecord, { body }: HttpReply): void {
  const id = body.data?.id
  if (record.kind === 'create' && typeof id === 'string') record.orderId = id
}

function answerOf({ status, body }: HttpReply): Answer {
  if (body.error === undefined) return { status, code: null, content: JSON.stringify(body.data) }
  const { code, message, details } = body.error
  return { status, code, content: JSON.stringify({ message, details }) }
}

function count(tally: Tally, reply: HttpReply | null, path: string): void {
  if (reply === null) tally.brokenOff++
  else if (reply.status === 503) tally.unavailable++
  else if (!isPassing(reply)) tally.answers++
  else if (reply.status >= 500) {
    const what = `${reply.status} on POST ${path.replaceAll(/(ord|dsp)_\w+/g, '$1_...')}`
    tally.internalErrors.set(what, (tally.internalErrors.get(what) ?? 0) + 1)
  }
}
