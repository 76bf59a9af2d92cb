/** How a chain step is tried while its trouble may pass in a moment. */
export const FAST_RETRIES = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '500ms', backoffCoefficient: 1.7, maximumInterval: '15 seconds', maximumAttempts: 12 },
} as const

/** After the fast retries, a step that cannot go on is tried again this often, or when an operator asks. */
export const SLOW_RETRY = '5 minutes'
