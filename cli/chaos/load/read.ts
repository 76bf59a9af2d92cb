import type { Stage } from './caller.ts'
import { sendUntilAnswered } from './http.ts'

const PATIENCE_MS = 240_000

/** Reads one thing until it is there. A read that is refused is a complaint: nothing that was named may be unknown. */
export async function read(stage: Stage, path: string): Promise<Readonly<Record<string, unknown>> | null> {
  const reply = await sendUntilAnswered(stage.door, { method: 'GET', path }, { limitMs: PATIENCE_MS })
  if (reply === null) {
    stage.journal.complaints.push(`GET ${path} was not answered within ${PATIENCE_MS / 1_000} s.`)
    return null
  }
  if (reply.status !== 200) {
    stage.journal.complaints.push(`GET ${path} was answered ${reply.status} ${reply.body.error?.code ?? ''}.`)
    return null
  }
  return reply.body.data ?? {}
}
