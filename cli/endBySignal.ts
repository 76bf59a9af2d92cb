/**
 * SIGINT and SIGTERM end a run: what it waits for hears of it by the returned signal, and the process ends when what was
 * started for it is stopped. A run that has started nothing yet ends by itself.
 */
export function endBySignal(say: (line: string) => void, stop: () => Promise<void> | undefined): AbortSignal {
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      say(`Ended by ${name}.`)
      ending.abort(new Error(`ended by ${name}`))
      // What is left of the run would wait for a stack that goes away.
      void stop()?.finally(() => process.exit(1))
    })
  }
  return ending.signal
}
