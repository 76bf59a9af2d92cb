import { drawSequence, type Line } from './sequence.ts'

const LIVES = ['Marketplace', 'API', 'Temporal', 'Worker', 'Postgres', 'Trustless Work', 'Stellar'] as const
type Life = (typeof LIVES)[number]

const says = (from: Life, to: Life, text: string): Line => ({ from, to, text })
const answers = (from: Life, to: Life, text: string): Line => ({ from, to, text, answer: true })

/** What happens between a marketplace's request for a release and its answer. */
export function drawReleaseSequence(): string {
  return drawSequence({
    title: 'A release, from the request to its answer',
    source: 'cli/docs/pictures/releaseSequence.ts',
    lives: LIVES,
    lines: [
      says('Marketplace', 'API', 'POST release'),
      says('API', 'Postgres', 'claims the Idempotency-Key, listens for the outcome'),
      says('API', 'Temporal', 'signal: release'),
      answers('Temporal', 'API', 'accepted'),
      says('Temporal', 'Worker', 'decide'),
      says('Worker', 'Postgres', 'RELEASE_REQUESTED'),
      {
        frame: 'Three times: the seller says "delivered", the buyer approves, the contract pays',
        lines: [
          says('Worker', 'Trustless Work', 'build the transaction'),
          answers('Trustless Work', 'Worker', 'unsigned transaction'),
          says('Worker', 'Postgres', 'verified; wanted?'),
          says('Worker', 'Postgres', 'signed: stored'),
          says('Worker', 'Stellar', 'send'),
          answers('Stellar', 'Worker', 'applied, with its hash and ledger'),
        ],
      },
      says('Worker', 'Postgres', 'one commit'),
      { on: 'Postgres', text: 'postings, CLOSED, outcome, events' },
      answers('Postgres', 'API', 'NOTIFY: the outcome is there'),
      answers('API', 'Marketplace', '200 CLOSED'),
    ],
  })
}
