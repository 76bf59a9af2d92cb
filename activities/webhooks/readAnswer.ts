import type { Readable } from 'node:stream'

/** More than this is not read of any answer. */
const MAX_BYTES = 16 * 1_024
const SHOWN_CHARACTERS = 500

/** All but line breaks and tabs: an answer is shown in terminals and pages, and Postgres takes no zero bytes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** The beginning of an answer, as text that is safe to store and to show; null for none. The rest is not waited for. */
export async function readBeginning(body: Readable): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer)
      size += (chunk as Buffer).length
      if (size >= MAX_BYTES) break
    }
  } catch {
    // The status has come, and that is the answer: what was cut off or came too slowly is left out.
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_BYTES))
  const shown = [...text.replaceAll(CONTROLS, '')].slice(0, SHOWN_CHARACTERS).join('')
  return shown === '' ? null : shown
}
