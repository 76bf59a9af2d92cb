/** Waits for work that cannot be cancelled, but no longer than this. The work itself goes on. */
export async function withinTime<T>(work: Promise<T>, timeoutMs: number, onTimeout: () => T): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => {
    try {
      resolve(onTimeout())
    } catch (error) {
      reject(error)
    }
  }, timeoutMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
