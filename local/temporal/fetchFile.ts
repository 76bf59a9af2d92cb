import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Progress, withElapsed } from '../progress.ts'
import { SetupError } from '../setupError.ts'

// A machine without a way out must not wait long for the next way of getting the program.
const ANSWER_TIMEOUT_MS = 8_000
const DOWNLOAD_TIMEOUT_MS = 300_000

/** The answer's head, soon or not at all; `signal` also ends the reading of its body. */
export async function ask(url: string, signal: AbortSignal): Promise<Response> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(new SetupError(`no answer from ${url} in time`)), ANSWER_TIMEOUT_MS)
  const response = await fetch(url, { signal: AbortSignal.any([stop.signal, signal]) })
    .catch((error: unknown) => {
      throw stop.signal.aborted ? stop.signal.reason : new SetupError(`${url} cannot be reached (${causeOf(error)})`)
    })
    .finally(() => clearTimeout(timer))
  if (!response.ok) throw new SetupError(`${url} answered ${response.status}`)
  return response
}

/** Saves what `url` answers, telling how far it is; `label` says what it is for. */
export async function fetchFile(
  path: string,
  url: string,
  label: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController()
  const ends = AbortSignal.any([stop.signal, signal])
  const response = await ask(url, ends)
  if (!response.body) throw new SetupError(`${url} answered ${response.status} with nothing`)
  const totalTimer = setTimeout(() => stop.abort(new SetupError(`${url} was too slow`)), DOWNLOAD_TIMEOUT_MS)
  const totalMb = Math.round(Number(response.headers.get('content-length') ?? 0) / 1e6)
  let receivedBytes = 0
  const body = Readable.fromWeb(response.body)
  body.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length
  })
  const detail = () => `${Math.round(receivedBytes / 1e6)} of ${totalMb || '?'} MB`
  const save = () => pipeline(body, createWriteStream(path), { signal: ends })
  await withElapsed(progress, label, save, detail).finally(() => clearTimeout(totalTimer))
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined
  return cause?.code ?? cause?.message ?? String(error)
}
