/** What a bare order does between one signal and the next: activities that do nothing. */
export type Segment = { readonly local: number; readonly regular: number }
/** The first segment begins with the start, each other one with a signal. */
export type Plan = readonly Segment[]

export type StepInput = { readonly orderId: string; readonly segment: number; readonly isLast: boolean }
/** From the worker's process to the bench's: a segment is over. */
export type SegmentDone = { readonly orderId: string; readonly segment: number }

export const BARE_TASK_QUEUE = 'bench-bare'
export const BARE_WORKFLOW = 'bareOrder'
export const BARE_SIGNAL = 'next'
