/** Every id says what it names. The rest of an id sorts by time, so ids page newest-first without another column. */
export const ID_PREFIX = {
  user: 'usr',
  order: 'ord',
  escrow: 'esc',
  dispute: 'dsp',
  withdrawal: 'wdr',
  command: 'cmd',
  event: 'evt',
  apiKey: 'key',
  request: 'req',
  finding: 'fnd',
} as const

export type IdKind = keyof typeof ID_PREFIX
export type Id<K extends IdKind> = `${(typeof ID_PREFIX)[K]}_${string}`

export type UserId = Id<'user'>
export type OrderId = Id<'order'>
export type EscrowId = Id<'escrow'>
export type DisputeId = Id<'dispute'>
export type WithdrawalId = Id<'withdrawal'>
export type CommandId = Id<'command'>
export type EventId = Id<'event'>
export type ApiKeyId = Id<'apiKey'>
export type RequestId = Id<'request'>
export type FindingId = Id<'finding'>

const ID_TAIL = /^[0-9a-z]{1,64}$/i

/** Tells whether a text has the shape of an id of this kind; whether it exists is the database's answer. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  const prefix = `${ID_PREFIX[kind]}_`
  return text.startsWith(prefix) && ID_TAIL.test(text.slice(prefix.length))
}
