/** To the listeners' process. */
export type Order =
  | { readonly listen: { readonly apiUrl: string; readonly apiKey: string; readonly count: number } }
  | { readonly tell: string }
/** From it: all are connected, all have heard an event, or when each heard it (in milliseconds of the machine's own clock). */
export type Answer =
  | { readonly connected: number }
  | { readonly all: string }
  | { readonly heard: string; readonly atMs: readonly number[] }

/** A clock that all processes of a machine share and that nobody sets. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6
