import { STATUS_MEANING } from '../../domain/order/describe.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import { WITHDRAWAL_MEANING } from '../../domain/withdrawal/describe.ts'
import { WITHDRAWAL_STATUSES } from '../../domain/withdrawal/status.ts'
import type { ApiDocument } from './apiDocument.ts'
import type { ENUMS } from './names.ts'

/** What the named unions mean. */
export const ENUM_DOCS: Readonly<Record<keyof typeof ENUMS, string>> = {
  OrderStatus: [
    'The states of an order, in the order of its life.',
    ...ORDER_STATUSES.map((status) => `- \`${status}\`: ${STATUS_MEANING[status]}`),
  ].join('\n'),
  FinalStatus: 'How a closed order ended.',
  EscrowStatus: 'The states of an escrow contract.',
  MilestoneStatus: 'The states of a milestone; the last three are final.',
  CommandKind: 'What an order can be told to do.',
  Party: 'The two parties of an order.',
  DisputeStatus: 'The states of a dispute. `UNDER_REVIEW`: somebody of support has taken it.',
  DisputeReason: 'Why a dispute is opened.',
  DisputeDecision: 'How support decides a dispute.',
  WithdrawalStatus: [
    'The states of a withdrawal; the last two are final.',
    ...WITHDRAWAL_STATUSES.map((status) => `- \`${status}\`: ${WITHDRAWAL_MEANING[status]}`),
  ].join('\n'),
  WithdrawalFailureCode: 'Why nothing was paid.',
  DestinationReason: 'Why an address is refused.',
}

const ANSWERS: Readonly<Record<string, string>> = {
  User: 'A buyer or seller, under your own id of them, and the wallet that is theirs.',
  Pagination: 'Where a list goes on.',
  Wallet: "A user's wallet on Stellar.",
  WalletTransaction: 'A move of USDC into or out of a wallet, on chain.',
  Deposit: "Where a user's USDC has to be sent.",
  Balance: 'What a user has. Decimal strings, in units.',
  BalanceEntry: "A move on a user's available or reserved balance. Decimal strings, to the stroop.",
  Order: 'An order between a buyer and a seller. Some fields are there in two spellings and mean the same.',
  OrderWithPendingCommand: 'An order with the command that is accepted and not carried out yet.',
  PendingCommand: 'A command that is accepted and not carried out yet.',
  Milestone: 'A part of an order that is paid by itself.',
  Escrow: 'The escrow contract of an order.',
  DisputeOfOrder: 'A dispute as its order shows it.',
  Dispute: 'A dispute by itself, with its order and the parties.',
  Quote: 'What each action would pay to whom, with fees and transactions.',
  Timeline: 'All that happened to an order.',
  Command: 'What an order was told to do, and what became of it.',
  StuckOrder: 'An order that cannot go on by itself.',
  OperatorAction: 'Something that support did.',
  Event: 'What every event has.',
  EventTicket: 'Opens the event stream once, from a browser.',
  ApiKey: 'An API key as far as it may be shown.',
  NewApiKey: 'An API key that was just made.',
  Reserves: 'What is owed to people, and what is held on chain.',
  Finding: 'A difference that the auditor has found.',
  Withdrawal: 'USDC that a user takes out to an address of their own.',
  Config: 'What an installation is set to.',
}

/** What a named type of the document means; a request is explained by its operation. */
export function typeDoc(name: string, { paths }: ApiDocument): string {
  const known = ANSWERS[name]
  if (known !== undefined) return known
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const operation = operations.find(({ operationId }) => name.toLowerCase() === `${operationId}request`.toLowerCase())
  return operation === undefined ? '' : `What \`${operation.operationId}\` takes. ${operation.summary}`
}
