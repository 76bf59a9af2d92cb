import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { STATUS_MEANING } from '../../domain/order/describe.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import { allowedActions, TRANSITIONS } from '../../domain/order/transitions.ts'
import { code, codes, table, writtenFrom } from './markdown.ts'

/** The order's state machine as a page: a picture and two tables, all from the transition table. */
export function renderOrderStates(): string {
  return [
    '# The states of an order',
    '',
    writtenFrom('domain/order/transitions.ts'),
    '',
    '![The states of an order and the commands that lead from one to the next](pictures/order-states.svg)',
    '',
    'Support may also [abort](operations.md#abort) an order as long as its money is only reserved; it is then `CLOSED`.',
    '',
    '## Commands',
    '',
    ...table(['command', 'from', 'path', 'asked for by', 'events'], COMMAND_KINDS.map(commandRow)),
    '',
    'Anything else is answered with [`409 INVALID_STATE`](errors.md#invalid_state); `details.allowedActions` names what is possible.',
    '',
    '## States',
    '',
    ...table(
      ['state', 'meaning', 'possible commands'],
      ORDER_STATUSES.map((status) => [code(status), STATUS_MEANING[status], codes(allowedActions(status)) || 'none']),
    ),
    '',
  ].join('\n')
}

function commandRow(kind: (typeof COMMAND_KINDS)[number]): string[] {
  const { from, paths, actors, byClock, events } = TRANSITIONS[kind]
  return [
    code(kind),
    codes(from),
    paths.map((path) => path.map(code).join(' → ')).join(' or '),
    [...actors, ...(byClock ? ['a deadline'] : [])].join(', '),
    codes(events),
  ]
}
