import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { STATUS_MEANING } from '../../domain/order/describe.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import { allowedActions, TRANSITIONS, type Transition } from '../../domain/order/transitions.ts'

/** The order's state machine as a page: a picture and two tables, all from the transition table. */
export function renderOrderStates(): string {
  return [
    '# The states of an order',
    '',
    '<!-- Written by `npm run docs:states` from domain/order/transitions.ts. Change the table, not this page. -->',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> ORDER_CREATED: create',
    ...edges(),
    '  CLOSED --> [*]',
    '```',
    '',
    '## Commands',
    '',
    '| command | from | path | asked for by | events |',
    '| --- | --- | --- | --- | --- |',
    ...COMMAND_KINDS.map((kind) => {
      const { from, paths, actors, byClock, events } = TRANSITIONS[kind]
      return row([
        code(kind),
        list(from),
        paths.map((path) => path.map(code).join(' → ')).join(' or '),
        [...actors, ...(byClock ? ['a deadline'] : [])].join(', '),
        list(events),
      ])
    }),
    '',
    'Anything else is answered with `409 INVALID_STATE`; `details.allowedActions` names what is possible.',
    '',
    '## States',
    '',
    '| state | meaning | possible commands |',
    '| --- | --- | --- |',
    ...ORDER_STATUSES.map((status) =>
      row([code(status), STATUS_MEANING[status], list(allowedActions(status)) || 'none']),
    ),
    '',
  ].join('\n')
}

/** One arrow per pair of states, labelled with every command that takes it. */
function edges(): string[] {
  const labels = new Map<string, Set<string>>()
  for (const kind of COMMAND_KINDS) {
    for (const arrow of arrowsOf(TRANSITIONS[kind])) labels.set(arrow, (labels.get(arrow) ?? new Set()).add(kind))
  }
  return [...labels].map(([arrow, kinds]) => `  ${arrow}: ${[...kinds].join(', ')}`)
}

function arrowsOf({ from, waitsIn, paths }: Transition): string[] {
  const starts = from.filter((status) => !waitsIn?.includes(status))
  return starts.flatMap((start) =>
    paths.flatMap((path) => path.map((next, index) => `${path[index - 1] ?? start} --> ${next}`)),
  )
}

const code = (text: string) => `\`${text}\``
const list = (texts: readonly string[]) => texts.map(code).join(', ')
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
