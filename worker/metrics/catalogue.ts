/** Every metric of our own that a worker has, by its name; docs/metrics.md is written from this table. */
export const WORKER_METRICS = {
  offerhub_chain_step_duration_seconds: {
    type: 'histogram',
    labels: ['kind', 'outcome'],
    help: 'How long one try at a chain step took, from building its transaction to its proof or its failure.',
  },
  offerhub_command_duration_seconds: {
    type: 'histogram',
    labels: ['command', 'outcome'],
    help: 'From the moment when the API sent a command until its outcome was in the database.',
  },
  offerhub_commands_settled_total: {
    type: 'counter',
    labels: ['command', 'outcome'],
    help: 'Commands whose outcome this worker has written. One that had to be written again counts again.',
  },
  offerhub_webhook_attempts_total: {
    type: 'counter',
    labels: ['outcome'],
    help: 'Attempts to send an event to a webhook endpoint: delivered, or what kept it from being so.',
  },
  offerhub_database_answer_seconds: {
    type: 'gauge',
    labels: [],
    help: 'How long the shortest statement takes, waiting for a free connection included; not a number without an answer.',
  },
} as const

type WorkerMetrics = typeof WORKER_METRICS

/** What one of them is made with. */
export function described<Name extends keyof WorkerMetrics>(name: Name) {
  const { help, labels }: { help: string; labels: WorkerMetrics[Name]['labels'] } = WORKER_METRICS[name]
  return { name, help, labelNames: labels }
}

/** A ledger closes every five seconds, and a step that waits for a slow network is given two minutes. */
export const STEP_BUCKETS_SECONDS = [0.1, 0.5, 1, 2.5, 5, 7.5, 10, 15, 20, 30, 60, 120]

/** From what only moves in the ledger, in milliseconds, to what somebody has to be woken up for. */
export const COMMAND_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 300, 1_800]
