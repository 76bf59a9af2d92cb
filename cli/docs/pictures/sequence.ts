import { arrow, box, label, type Point, picture } from './svg.ts'

/** A message between two lifelines, or a note on one, or a frame around the messages that follow. */
export type Line =
  | { readonly from: string; readonly to: string; readonly text: string; readonly answer?: true }
  | { readonly on: string; readonly text: string }
  | { readonly frame: string; readonly lines: readonly Line[] }

type Sequence = {
  readonly title: string
  readonly source: string
  readonly lives: readonly string[]
  readonly lines: readonly Line[]
}

const STEP = 128
const LEFT = 70
const TOP = 40
const FIRST = 100
const ROW = 44

/** A sequence diagram: time runs down, everybody has a column. */
export function drawSequence({ title, source, lives, lines }: Sequence): string {
  const x = (life: string) => LEFT + lives.indexOf(life) * STEP
  const width = LEFT * 2 + (lives.length - 1) * STEP
  const frames: string[] = []
  const parts: string[] = []
  let y = FIRST
  const draw = (line: Line): void => {
    if ('frame' in line) {
      const top = y - 18
      y += 34
      line.lines.forEach(draw)
      frames.push(
        `<rect class="box wait" x="14" y="${top}" width="${width - 28}" height="${y - top - 10}" rx="8" fill-opacity="0.55"/>`,
      )
      parts.push(label([26, top + 19], line.frame, { anchor: 'start', style: 'name' }))
      y += 22
      return
    }
    parts.push('on' in line ? note(line.text, [x(line.on), y]) : message(line, [x(line.from), y], x(line.to)))
    y += ROW
  }
  lines.forEach(draw)
  const heads = lives.flatMap((life) => [
    `<line class="life" x1="${x(life)}" y1="${TOP}" x2="${x(life)}" y2="${y - 8}"/>`,
    box([x(life), TOP], [STEP - 14, 34], life, life === 'Stellar' || life === 'Trustless Work' ? 'chain' : 'plain'),
  ])
  return picture({ width, height: y + 8, title, source, parts: [...frames, ...heads, ...parts] })
}

function message({ text, answer }: { text: string; answer?: true }, [from, y]: Point, to: number): string {
  const points: Point[] = [
    [from, y],
    [to, y],
  ]
  return arrow(points, answer ? 'back' : 'line') + label([(from + to) / 2, y - 8], text, { style: 'halo' })
}

function note(text: string, [x, y]: Point): string {
  return label([x, y], text, { style: 'halo' })
}
