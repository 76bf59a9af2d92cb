/** Which process passes a point. */
export type CrashProcess = 'api' | 'worker'

/** The points of the API process, each with what is on record there and what is not. */
const API_POINTS = {
  'key.claim.before': 'The request is valid; its Idempotency-Key is not claimed.',
  'key.claim.after': 'The Idempotency-Key is claimed; nothing was done yet.',
  'order.start.before': 'A new order has its id; its workflow was not started.',
  'order.start.after': 'Temporal has started the workflow of a new order; nobody waits for it any more.',
  'order.signal.before': 'A command has its id; it was not sent to the workflow.',
  'order.signal.after': 'Temporal has taken the command, which is its acceptance; the caller does not know.',
  'withdrawal.start.before': 'A new withdrawal has its id; its workflow was not started.',
  'withdrawal.start.after': 'Temporal has started the workflow of a new withdrawal; nobody waits for it any more.',
  'command.pending.before': 'An accepted command is to be answered 202; it cannot be looked up yet.',
  'command.pending.after': 'An accepted command can be looked up; the caller has no 202.',
  'user.create.before': 'A new user has an id; nothing is written.',
  'user.create.after': 'A new user and their address are committed; no answer is stored.',
  'dispute.assign.before': 'The assignment of a dispute and its event are written, not committed.',
  'dispute.assign.after': 'The assignment of a dispute is committed; no answer is stored.',
  'apiKey.create.before': 'An API key is thought of; nothing is written.',
  'apiKey.create.after': 'An API key is committed; nobody has seen it, and nobody will.',
  'apiKey.rotate.before': 'An API key shall be replaced; nothing is written.',
  'apiKey.rotate.after': 'An API key is replaced; nobody has seen the new one, and nobody will.',
  'apiKey.revoke.before': 'An API key shall end; nothing is written.',
  'apiKey.revoke.after': 'An API key has ended; no answer is stored.',
  'key.answer.before': 'The answer is known; it is not stored under the Idempotency-Key.',
  'key.answer.after': 'The answer is stored under the Idempotency-Key; it was not sent.',
  'key.release.before': 'Nothing was accepted; the Idempotency-Key is still held.',
  'key.release.after': 'The Idempotency-Key is free again; the caller has no answer.',
  'answer.send.before': 'All is recorded; the answer was not sent.',
  'answer.send.after': 'The answer was handed to the network.',
  'outbox.number.before': 'Committed events have their numbers, which are not committed.',
  'outbox.number.after': 'Events are numbered; no listener has been told.',
} as const

/** The same of the worker process. */
const WORKER_POINTS = {
  'workflow.signal.after': 'The workflow has taken a signal; Temporal does not know what it did about it.',
  'record.commit.before': 'A change of an order is decided; nothing is written.',
  'record.commit.after': 'A change of an order is committed; its workflow does not know.',
  'record.refusal.before': 'The database has refused a change; the refusal is not written.',
  'record.refusal.after': 'The refusal of a change is committed; its workflow does not know.',
  'record.rejection.before': 'A command is rejected; the rejection is not written.',
  'record.rejection.after': 'A rejection is committed; its workflow does not know.',
  'withdrawal.commit.before': 'A change of a withdrawal is decided; nothing is written.',
  'withdrawal.commit.after': 'A change of a withdrawal is committed; its workflow does not know.',
  'withdrawal.action.before': 'Support has something tried again; it is not written down.',
  'withdrawal.action.after': 'What support had tried again is written down; the workflow does not know.',
  'operator.record.before': 'What support did is done; it is not written down.',
  'operator.record.after': 'What support did is written down; the workflow does not know.',
  'step.build.before': 'A chain step has its source account; nothing is built.',
  'step.verify.before': 'There is a built transaction that nobody has looked at.',
  'step.verify.after': 'The built transaction is what was asked for.',
  'step.build.after': 'There is a transaction that may be signed if the ledger wants it.',
  'step.sign.before': 'The ledger wants the transaction; it is not signed.',
  'step.sign.after': 'The transaction is signed; no trace of it is stored.',
  'step.store.before': 'The signed envelope is about to be stored.',
  'step.store.after': 'The signed envelope is stored; it was never sent.',
  'step.submit.before': 'The stored envelope is about to be sent.',
  'step.submit.after': 'The network has the envelope; what it said to that is forgotten.',
  'step.confirm.before': 'The envelope was sent; nobody has asked what became of it.',
  'step.confirm.after': 'The network has told what became of the envelope; that is not written down.',
  'step.settle.before': 'The fate of the envelope is proven; it is not written down.',
  'step.settle.after': 'The fate of the envelope is written down; the workflow does not know.',
  'deposit.commit.before': 'Transfers are booked and the cursor is moved; neither is committed.',
  'deposit.commit.after': 'Transfers and cursor are committed; the watcher does not know.',
  'wallets.refill.before': 'New spare wallets have their keys; nothing is written.',
  'wallets.refill.after': 'New spare wallets are committed.',
  'wallets.claim.before': 'A batch of wallets is cut, not committed.',
  'wallets.claim.after': 'A batch of wallets is committed; its chain step has not begun.',
  'wallets.ready.before': 'Wallets exist on chain; that is written, not committed.',
  'wallets.ready.after': 'Wallets are committed as ready.',
  'topUps.claim.before': 'A batch of top-ups is cut, not committed.',
  'topUps.claim.after': 'A batch of top-ups is committed; its chain step has not begun.',
  'topUps.paid.before': 'Top-ups are paid on chain; that is posted, not committed.',
  'topUps.paid.after': 'Paid top-ups are committed.',
  'finding.record.before': 'The auditor has written down what it found; that is not committed.',
  'finding.record.after': 'What the auditor found is committed; the log has not told.',
} as const

/**
 * Every instant between deciding something and having it on record, at which a test can end the process. A name ends in
 * `before` or `after`: a pair stands around the one statement or call that does something.
 */
export const CRASH_POINTS = { ...API_POINTS, ...WORKER_POINTS } as const

export type CrashPointName = keyof typeof CRASH_POINTS

export const CRASH_POINT_NAMES = Object.keys(CRASH_POINTS) as readonly CrashPointName[]

export function isCrashPointName(name: string): name is CrashPointName {
  return Object.hasOwn(CRASH_POINTS, name)
}

export function processOf(name: CrashPointName): CrashProcess {
  return Object.hasOwn(API_POINTS, name) ? 'api' : 'worker'
}

const WITHOUT_TRACE = ['step.build.', 'step.verify.', 'step.sign.', 'step.confirm.', 'answer.send.']

/** Whether what is done here changes nothing outside this process: to everybody else, before and after are one instant. */
export function leavesNoTrace(name: CrashPointName): boolean {
  return WITHOUT_TRACE.some((start) => name.startsWith(start))
}
