import type { Figures } from '../../db/metrics/readFigures.ts'
import { FINDING_KINDS } from '../../domain/audit/finding.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'

/** What is read when somebody asks. */
export type Seen = Figures & { readonly answerSeconds: number }
/** What a gauge shows: one number, or one for each value of its label. */
type Reading = number | Readonly<Record<string, number>>
export type Gauge = { readonly help: string; readonly label?: string; read(figures: Seen): Reading }

const USDC = 10_000_000

/** Every gauge that is read from the database when somebody asks, by its name. Units stand in the names. */
export const GAUGES: Readonly<Record<string, Gauge>> = {
  offerhub_database_answer_seconds: {
    help: 'How long the shortest statement takes, waiting for a free connection included.',
    read: ({ answerSeconds }) => answerSeconds,
  },
  offerhub_orders_open: {
    help: 'Orders that are not closed, by status.',
    label: 'status',
    read: ({ openOrders }) => {
      const none = ORDER_STATUSES.filter((status) => status !== 'CLOSED').map((status) => [status, 0])
      return {
        ...Object.fromEntries(none),
        ...Object.fromEntries(openOrders.map(({ status, count }) => [status, count])),
      }
    },
  },
  offerhub_audit_differences_open: {
    help: 'Differences that the auditor sees, by kind. Those on their way to be equal are among them for seconds.',
    label: 'kind',
    read: ({ differences }) => byKind(differences.map(({ kind, open }) => [kind, open])),
  },
  offerhub_audit_differences_alarmed: {
    help: 'Differences that lasted longer than anything on its way does, by kind. Anything above zero needs somebody.',
    label: 'kind',
    read: ({ differences }) => byKind(differences.map(({ kind, alarmed }) => [kind, alarmed])),
  },
  offerhub_audit_oldest_difference_seconds: {
    help: 'For how long the oldest open difference has been seen; 0 without one.',
    read: ({ oldestDifferenceSeconds }) => oldestDifferenceSeconds,
  },
  offerhub_audit_age_seconds: {
    help: 'Since the last complete look at every account, open order and pending withdrawal began; not a number before the first.',
    read: ({ auditAgeSeconds }) => auditAgeSeconds ?? Number.NaN,
  },
  offerhub_chain_unconfirmed_transactions: {
    help: 'Signed transactions whose fate is not known yet.',
    read: ({ unconfirmed }) => unconfirmed.count,
  },
  offerhub_chain_oldest_unconfirmed_seconds: {
    help: 'Age of the oldest signed transaction whose fate is not known yet; 0 without one.',
    read: ({ unconfirmed }) => unconfirmed.oldestSeconds,
  },
  offerhub_outbox_events_unnumbered: {
    help: 'Committed events that no listener has been told.',
    read: ({ unnumbered }) => unnumbered.count,
  },
  offerhub_outbox_lag_seconds: {
    help: 'Age of the oldest committed event that no listener has been told; 0 without one.',
    read: ({ unnumbered }) => unnumbered.oldestSeconds,
  },
  offerhub_commands_pending: {
    help: 'Commands that were answered 202 and have no outcome yet.',
    read: ({ pendingCommands }) => pendingCommands.count,
  },
  offerhub_commands_oldest_pending_seconds: {
    help: 'Age of the oldest command without an outcome; 0 without one.',
    read: ({ pendingCommands }) => pendingCommands.oldestSeconds,
  },
  offerhub_treasury_topups_due: {
    help: 'Payments that the treasury owes to wallets.',
    read: ({ topUps }) => topUps.count,
  },
  offerhub_treasury_topups_due_usdc: {
    help: 'What the treasury owes to wallets, in USDC.',
    read: ({ topUps }) => Number(topUps.stroops) / USDC,
  },
  offerhub_treasury_oldest_topup_seconds: {
    help: 'Age of the oldest payment that the treasury owes; 0 without one.',
    read: ({ topUps }) => topUps.oldestSeconds,
  },
  offerhub_withdrawals_pending: {
    help: 'Withdrawals whose money is set aside and not paid yet.',
    read: ({ withdrawals }) => withdrawals.count,
  },
  offerhub_withdrawals_pending_usdc: {
    help: 'What is set aside for withdrawals, in USDC.',
    read: ({ withdrawals }) => Number(withdrawals.stroops) / USDC,
  },
  offerhub_withdrawals_oldest_pending_seconds: {
    help: 'Age of the oldest withdrawal that is not paid yet; 0 without one.',
    read: ({ withdrawals }) => withdrawals.oldestSeconds,
  },
  offerhub_webhook_deliveries_pending: {
    help: 'Events that wait to be sent to a webhook endpoint, or to be sent again.',
    read: ({ webhooks }) => webhooks.pending,
  },
  offerhub_webhook_oldest_due_seconds: {
    help: 'For how long the oldest delivery to a webhook endpoint that answers has been due; 0 without one.',
    read: ({ webhooks }) => webhooks.oldestDueSeconds,
  },
  offerhub_webhook_endpoints_disabled: {
    help: 'Webhook endpoints to which nothing is sent, by the reason.',
    label: 'reason',
    read: ({ webhooks: { gone, failing, requested } }) => ({ gone, failing, requested }),
  },
  offerhub_deposits_ledger: {
    help: 'The last ledger of the network whose transfers were read.',
    read: ({ deposits }) => deposits?.ledger ?? Number.NaN,
  },
  offerhub_deposits_lag_seconds: {
    help: 'Since transfers were read last. Grows while the watcher or the network stands still.',
    read: ({ deposits }) => deposits?.quietSeconds ?? Number.NaN,
  },
}

function byKind(values: readonly (readonly [string, number])[]): Record<string, number> {
  return { ...Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])), ...Object.fromEntries(values) }
}
