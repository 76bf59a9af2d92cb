import { arrow, box, label, type Point, picture } from './svg.ts'

const WIDTH = 860
const SIZE: Point = [150, 54]

/** The parts and who talks to whom: the picture of the README. */
export function drawOverview(): string {
  const market: Point = [95, 90]
  const api: Point = [310, 90]
  const temporal: Point = [530, 90]
  const worker: Point = [750, 90]
  const ledger: Point = [420, 225]
  const chain: Point = [750, 225]
  return picture({
    width: WIDTH,
    height: 292,
    title:
      'A marketplace calls the API; one workflow per order moves the money; Postgres keeps the ledger, Stellar the USDC',
    source: 'cli/docs/pictures/overview.ts',
    parts: [
      between(market, api, 'REST'),
      between(api, temporal, 'signal'),
      between(temporal, worker, 'activity'),
      arrow([
        [775, 117],
        [775, 197],
      ]),
      label([767, 185], 'signs and submits', { anchor: 'end', style: 'soft' }),
      arrow([
        [700, 117],
        [700, 150],
        [420, 150],
        [420, 197],
      ]),
      label([560, 143], 'one SQL transaction per step', { style: 'soft' }),
      arrow([
        [345, 225],
        [310, 225],
        [310, 118],
      ]),
      label([302, 190], 'outcome, events', { anchor: 'end', style: 'soft' }),
      box(market, SIZE, 'Your marketplace', 'wait'),
      box(api, SIZE, 'API'),
      box(temporal, SIZE, 'Temporal workflow'),
      box(worker, SIZE, 'Worker'),
      box(ledger, SIZE, 'Ledger in Postgres'),
      box(chain, SIZE, 'Escrow on Stellar', 'chain'),
      label([530, 45], 'one for every order', { style: 'soft' }),
      label([95, 45], 'knows users and orders', { style: 'soft' }),
      label([420, 274], 'what is owed to whom', { style: 'soft' }),
      label([750, 274], 'where the USDC is', { style: 'soft' }),
    ],
  })
}

function between([fromX, y]: Point, [toX]: Point, text: string): string {
  const start = fromX + SIZE[0] / 2
  const end = toX - SIZE[0] / 2
  const line = arrow([
    [start, y],
    [end, y],
  ])
  return line + label([(start + end) / 2, y - 8], text, { style: 'soft' })
}
