import type { ErrorCode } from '../../../domain/errors.ts'
import type { CommandKind } from '../../../domain/order/command.ts'
import type { Random } from './random.ts'

/** One command as it will be sent; `{order}` and `{dispute}` in the path are filled in when they are known. */
export type Move = {
  readonly command: CommandKind
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** How it has to come out, whatever is killed meanwhile. Of a race exactly one succeeds. */
  readonly expects: 'SUCCEEDED' | 'ONE_WINS' | ErrorCode
}
/** Moves that are sent one after another; those of one group at the same time. */
export type MoveGroup = readonly [Move, ...Move[]]
export type Course = { readonly amountsCents: readonly number[]; readonly groups: readonly MoveGroup[] }

type Party = 'BUYER' | 'SELLER'
type Decision = 'FULL_RELEASE' | 'FULL_REFUND' | 'SPLIT'

const ORDER = '/orders/{order}'

function move(command: CommandKind, path: string, body: Move['body'] = {}): Move {
  return { command, path, body, expects: 'SUCCEEDED' }
}

const RESERVE = move('reserve', `${ORDER}/reserve`)
const ESCROW = move('createEscrow', `${ORDER}/escrow`)
const FUND = move('fund', `${ORDER}/escrow/fund`)
const RELEASE = move('release', `${ORDER}/resolution/release`, { requestedBy: 'BUYER' })
const refund = (requestedBy: Party) => move('refund', `${ORDER}/resolution/refund`, { requestedBy, reason: 'Changed' })
const cancel = (canceledBy: Party) => move('cancel', `${ORDER}/cancel`, { canceledBy })
const dispute = (openedBy: Party) =>
  move('dispute', `${ORDER}/resolution/dispute`, { openedBy, reason: 'QUALITY_ISSUE', description: 'Not as agreed' })
const complete = (ref: string) => move('completeMilestone', `${ORDER}/milestones/${ref}/complete`)
const pay = (ref: string) => move('releaseMilestone', `${ORDER}/milestones/${ref}/release`)

/** With two parts of what is open, for a SPLIT. */
function resolve(decision: Decision, random: Random, openCents: number): Move {
  if (decision !== 'SPLIT') return move('resolve', '/disputes/{dispute}/resolve', { decision })
  const release = random.integer(200, openCents - 200)
  const parts = { releaseAmount: inUnits(release), refundAmount: inUnits(openCents - release) }
  return move('resolve', '/disputes/{dispute}/resolve', { decision, ...parts })
}

/** Cents as the API writes amounts. */
export function inUnits(cents: number): string {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}

export function refOf(milestone: number): string {
  return `part-${milestone + 1}`
}

const FUNDED = [RESERVE, ESCROW, FUND]

function whole(random: Random, ...moves: readonly Move[]): Course {
  return { amountsCents: [random.integer(1_000, 6_000)], groups: moves.map((single): MoveGroup => [single]) }
}

function inParts(random: Random, parts: number, moves: (amounts: readonly number[]) => readonly Move[]): Course {
  const amountsCents = Array.from({ length: parts }, () => random.integer(800, 3_000))
  return { amountsCents, groups: moves(amountsCents).map((single): MoveGroup => [single]) }
}

function disputed(random: Random, party: Party, decision: Decision): Course {
  const amount = random.integer(1_000, 6_000)
  const moves = [...FUNDED, dispute(party), resolve(decision, random, amount)]
  return { amountsCents: [amount], groups: moves.map((single): MoveGroup => [single]) }
}

function race(random: Random): Course {
  const { amountsCents, groups } = whole(random, ...FUNDED)
  const rivals = [RELEASE, refund('SELLER'), dispute('BUYER')].map((rival): Move => ({ ...rival, expects: 'ONE_WINS' }))
  const [first, ...others] = rivals
  return first === undefined ? { amountsCents, groups } : { amountsCents, groups: [...groups, [first, ...others]] }
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)

/** Every way through the state machine, and orders that are left in each state in which an order may rest. */
export const PATHS: Readonly<Record<string, (random: Random) => Course>> = {
  released: (random) => whole(random, ...FUNDED, RELEASE),
  refundedForBuyer: (random) => whole(random, ...FUNDED, refund('BUYER')),
  refundedBySeller: (random) => whole(random, ...FUNDED, refund('SELLER')),
  buyerDisputesSellerPaid: (random) => disputed(random, 'BUYER', 'FULL_RELEASE'),
  buyerDisputesBuyerPaid: (random) => disputed(random, 'BUYER', 'FULL_REFUND'),
  buyerDisputesSplit: (random) => disputed(random, 'BUYER', 'SPLIT'),
  sellerDisputesSellerPaid: (random) => disputed(random, 'SELLER', 'FULL_RELEASE'),
  sellerDisputesBuyerPaid: (random) => disputed(random, 'SELLER', 'FULL_REFUND'),
  sellerDisputesSplit: (random) => disputed(random, 'SELLER', 'SPLIT'),
  canceledAtOnce: (random) => whole(random, cancel('BUYER')),
  canceledReserved: (random) => whole(random, RESERVE, cancel('SELLER')),
  onePartPaidRestRefunded: (random) =>
    inParts(random, 3, () => [...FUNDED, complete('part-1'), pay('part-1'), refund('BUYER')]),
  allPartsPaid: (random) => inParts(random, 2, () => [...FUNDED, complete('part-2'), pay('part-2'), pay('part-1')]),
  partsReleasedTogether: (random) => inParts(random, 2, () => [...FUNDED, RELEASE]),
  onePartPaidRestSplit: (random) =>
    inParts(random, 2, (amounts) => [
      ...[...FUNDED, pay('part-1'), dispute('SELLER')],
      resolve('SPLIT', random, sum(amounts.slice(1))),
    ]),
  race,
  raceAgain: race,
  leftCreated: (random) => whole(random),
  leftReserved: (random) => whole(random, RESERVE),
  leftDeployed: (random) => whole(random, RESERVE, ESCROW),
  leftFunded: (random) => whole(random, ...FUNDED),
  leftDisputed: (random) => whole(random, ...FUNDED, dispute('BUYER')),
}
