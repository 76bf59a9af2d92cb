import { createParser } from 'eventsource-parser'
import { OfferHubConnectionError } from '../errors/transportErrors.ts'

/** What arrives on an event stream: a message, or only the place where the stream stands. */
export type Frame = { readonly id: string | undefined; readonly data: string | undefined }

export type StreamLimits = {
  /** Without a byte for so long, the connection counts as dead: the server sends a heartbeat every 15 seconds. */
  readonly idleTimeoutMs: number
  onRetry(pauseMs: number): void
}

const FRAME_LENGTH_LIMIT = 4_194_304

/** The frames of an event stream, as the reader asks for them: what is not asked for stays in the connection. */
export async function* readStream(body: ReadableStream<Uint8Array>, limits: StreamLimits): AsyncGenerator<Frame> {
  const frames: Frame[] = []
  let broken: Error | undefined
  const parser = createParser({
    maxBufferSize: FRAME_LENGTH_LIMIT,
    // An id without a message says where the stream stands; before a message it comes again with it.
    onId: (id) => frames.push({ id, data: undefined }),
    onEvent: ({ id, data }) => frames.push({ id, data }),
    onRetry: (pauseMs) => limits.onRetry(pauseMs),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') broken = error
    },
  })
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await withinIdleTime(reader, limits.idleTimeoutMs)
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      yield* frames.splice(0)
      if (broken !== undefined) throw broken
    }
  } finally {
    // Cancelling what has failed already would only repeat the failure.
    await reader.cancel().catch(() => undefined)
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

async function withinIdleTime(reader: Reader, idleTimeoutMs: number): ReturnType<Reader['read']> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    const error = new OfferHubConnectionError(
      `The event stream was silent for ${idleTimeoutMs} ms, longer than a living one is.`,
      'GET /api/v1/events',
    )
    timer = setTimeout(() => reject(error), idleTimeoutMs)
  })
  try {
    return await Promise.race([reader.read(), silence])
  } finally {
    clearTimeout(timer)
  }
}
