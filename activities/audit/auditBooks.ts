import { getClient, log } from '@temporalio/activity'
import type { Finding } from '../../db/audit/findings.ts'
import { FINDING_WORDS } from '../../domain/audit/finding.ts'
import type { ServiceDependencies } from '../services/dependencies.ts'
import { type Shift, startShift } from '../services/shift.ts'
import { type AuditorOptions, createAuditor, type Look } from './auditor.ts'
import type { Books } from './books.ts'
import { createOrderWorkflows } from './orderWorkflows.ts'
import { createWithdrawalWorkflows } from './withdrawalWorkflows.ts'

type Auditing = Books &
  Pick<ServiceDependencies, 'closing' | 'pollMs'> &
  Pick<Partial<AuditorOptions>, 'workflows' | 'withdrawals' | 'patience'>

/** The auditor looks less often than the others: nobody waits for it, and it has more to read. */
const POLLS_PER_LOOK = 4
const POLLS_PER_PAUSE = 20
const HEARTBEAT_MS = 3_000

/** Compares ledger, chain and workflows as long as the shift lasts. Its places and findings are in Postgres. */
export async function auditBooks(services: Auditing): Promise<void> {
  const shift = startShift(services.closing)
  const look = createAuditor({
    ...services,
    workflows: services.workflows ?? createOrderWorkflows(getClient()),
    withdrawals: services.withdrawals ?? createWithdrawalWorkflows(getClient()),
    pauseMs: services.pollMs * POLLS_PER_PAUSE,
  })
  while (shift.goesOn()) {
    const looked = await underHeartbeat(shift, () => look(shift.signal))
    tell(looked)
    shift.report({ ledger: looked.ledger, openFindings: looked.open })
    await shift.pause(services.pollMs * POLLS_PER_LOOK)
  }
}

/** One look may have to count a large ledger. Every statement has its own time limit, so this does not go on for ever. */
async function underHeartbeat<T>(shift: Shift, work: () => Promise<T>): Promise<T> {
  const beating = setInterval(() => shift.report({ doing: 'comparing' }), HEARTBEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beating)
  }
}

function tell({ alarming, resolved, ledger }: Look): void {
  for (const finding of alarming)
    log.error(`${FINDING_WORDS[finding.kind]} ${sidesOf(finding)}`, factsOf(finding, ledger))
  for (const finding of resolved) {
    if (finding.alarmedAt !== null)
      log.warn(`A difference is gone: ${finding.kind} of ${finding.subject}.`, factsOf(finding, ledger))
  }
}

function sidesOf({ subject, expected, actual }: Finding): string {
  return `${subject}: expected ${expected}, found ${actual}.`
}

function factsOf({ id, kind, subject, expected, actual, firstLedger, firstSeenAt }: Finding, ledger: number) {
  return { findingId: id, kind, subject, expected, actual, firstLedger, firstSeenAt, ageLedgers: ledger - firstLedger }
}
