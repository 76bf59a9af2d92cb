/** Receives one finished line for the person who waits. */
export type Progress = (line: string) => void

export const silent: Progress = () => undefined

const FIRST_LINE_AFTER_MS = 3_000
const LINE_EVERY_MS = 5_000

/** Says that something long still runs, with the time it took so far: silence reads as a hang. */
export async function withElapsed<T>(
  progress: Progress,
  label: string,
  work: () => Promise<T>,
  detail: () => string = () => '',
): Promise<T> {
  const startedAt = Date.now()
  const tell = () => {
    const more = detail()
    progress(`  ${label} ... ${Math.round((Date.now() - startedAt) / 1000)} s${more ? ` (${more})` : ''}`)
  }
  let every: NodeJS.Timeout | undefined
  const first = setTimeout(() => {
    tell()
    every = setInterval(tell, LINE_EVERY_MS)
  }, FIRST_LINE_AFTER_MS)
  try {
    return await work()
  } finally {
    clearTimeout(first)
    clearInterval(every)
  }
}
