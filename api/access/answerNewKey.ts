import { readApiKey } from '../../db/apiKeys/list.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { type Answer, success } from '../answer.ts'
import type { ApiDeps } from '../deps.ts'
import { presentApiKey } from '../presenters/apiKey.ts'

/** Shows a new key, this once: what is kept for repeats is everything but the key. */
export async function answerNewKey(deps: ApiDeps, made: { id: ApiKeyId; key: string }): Promise<Answer> {
  const view = await readApiKey(deps.db, made.id)
  invariant(view, `The API key ${made.id} was made a moment ago and is not there`)
  const shown = presentApiKey(view, deps.clock.nowMs())
  const { body: keptBody } = success(201, { ...shown, key: null })
  return { ...success(201, { ...shown, key: made.key }), keptBody }
}

/** What is left to say of a key that was made by a process which died before it could show it. Its text is lost: rotate it. */
export async function recallNewKey(deps: ApiDeps, id: ApiKeyId): Promise<Answer | null> {
  const view = await readApiKey(deps.db, id)
  return view === null ? null : success(201, { ...presentApiKey(view, deps.clock.nowMs()), key: null })
}
