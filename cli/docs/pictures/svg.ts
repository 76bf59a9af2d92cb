export type Point = readonly [x: number, y: number]
export type Tone = 'plain' | 'chain' | 'good' | 'bad' | 'wait'

/** Text between tags, or in an attribute. */
export function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

type TextOptions = { readonly anchor?: 'start' | 'middle' | 'end'; readonly style?: string }

export function label([x, y]: Point, text: string, { anchor = 'middle', style = 'ink' }: TextOptions = {}): string {
  return `<text class="${style}" x="${x}" y="${y}" text-anchor="${anchor}">${asText(text)}</text>`
}

/** A box around its middle, with one line of text. */
export function box([x, y]: Point, [width, height]: Point, text: string, tone: Tone = 'plain'): string {
  const corner = `x="${x - width / 2}" y="${y - height / 2}"`
  return `<rect class="box ${tone}" ${corner} width="${width}" height="${height}" rx="8"/>${label([x, y + 5], text, { style: 'name' })}`
}

/** A line through points that ends in an arrow. */
export function arrow(points: readonly Point[], style = 'line'): string {
  const [first, ...rest] = points.map(([x, y]) => `${x} ${y}`)
  return `<path class="${style}" d="M${first} ${rest.map((point) => `L${point}`).join(' ')}" marker-end="url(#head)"/>`
}

type Picture = {
  readonly width: number
  readonly height: number
  readonly title: string
  readonly source: string
  readonly parts: readonly string[]
}

/**
 * A picture that can be read wherever it is shown: on its own ground, light or dark as the reader's system is, without
 * fonts or scripts from elsewhere.
 */
export function picture({ width, height, title, source, parts }: Picture): string {
  return [
    `<!-- Written by \`npm run docs:generate\` from ${source}. Changes here are lost. -->`,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${asText(title)}">`,
    `<title>${asText(title)}</title>`,
    STYLE,
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head" d="M0 0 L10 5 L0 10 z"/></marker></defs>',
    `<rect class="ground" width="${width}" height="${height}" rx="10"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

const STYLE = `<style>
svg { --ground: #ffffff; --ink: #1c2430; --soft: #556070; --line: #7b8794; --rule: #e3e8ee; --plain: #f3f5f8; --chain: #e4eefc; --good: #e2f4e9; --bad: #fbe6e4; --wait: #fdf1d8; --edge: #b9c3ce; --up: #1a7f4b; --down: #b3362b }
@media (prefers-color-scheme: dark) { svg { --ground: #161b22; --ink: #e6edf3; --soft: #9aa7b4; --line: #8592a0; --rule: #2a323c; --plain: #212932; --chain: #16304f; --good: #143b27; --bad: #4b2020; --wait: #43350f; --edge: #46515e; --up: #56d18b; --down: #ff8a80 } }
text { font: 13px ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink) }
.name { font-weight: 600; font-size: 12.5px } .soft { fill: var(--soft); font-size: 12px } .small { fill: var(--soft); font-size: 11px }
.up { fill: var(--up); font-size: 12px; font-weight: 600 } .down { fill: var(--down); font-size: 12px; font-weight: 600 } .mono { font-family: ui-monospace, SFMono-Regular, Menlo, monospace; font-size: 12px }
.ground { fill: var(--ground) } .box { stroke: var(--edge) } .plain { fill: var(--plain) } .chain { fill: var(--chain) } .good { fill: var(--good) } .bad { fill: var(--bad) } .wait { fill: var(--wait) }
.line { fill: none; stroke: var(--line); stroke-width: 1.4 } .flow { fill: none; stroke: var(--line); stroke-width: 1.2 } .rule { stroke: var(--rule) } .life { stroke: var(--edge); stroke-dasharray: 3 4 } .head { fill: var(--line) }
.back { fill: none; stroke: var(--line); stroke-width: 1.4; stroke-dasharray: 5 4 } .halo { paint-order: stroke; stroke: var(--ground); stroke-width: 5px; fill: var(--soft); font-size: 12px }
</style>`
