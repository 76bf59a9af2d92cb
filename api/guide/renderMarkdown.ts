import { Marked, type Tokens } from 'marked'
import { anchorOf } from './anchors.ts'
import type { Library } from './library.ts'
import { resolveLink } from './links.ts'

export type Heading = { readonly depth: number; readonly text: string; readonly anchor: string }
export type Rendered = { readonly title: string; readonly headings: readonly Heading[]; readonly html: string }

/** A page's markdown as HTML, with anchors, links within the guide, and no HTML of its own. */
export function renderMarkdown(library: Library, file: string, markdown: string): Rendered {
  const headings: Heading[] = []
  const marked = new Marked({
    renderer: {
      html: () => '',
      heading({ tokens, depth }) {
        const text = plain(this.parser.parseInline(tokens, this.parser.textRenderer))
        const anchor = freeAnchor(headings, text)
        headings.push({ depth, text, anchor })
        const inner = this.parser.parseInline(tokens)
        return `<h${depth} id="${anchor}">${inner} <a class="anchor" href="#${anchor}" aria-label="Link to this section">#</a></h${depth}>\n`
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens)
        const target = resolveLink(library, file, href)
        if (target.kind !== 'source') return `<a href="${asText(target.href)}">${inner}</a>`
        return `<span class="source" title="In the checkout: ${asText(target.file)}">${inner}</span>`
      },
      image: ({ href, text }) => figure(library, file, href, text),
      code: ({ text, lang }: Tokens.Code) =>
        `<pre data-language="${asText((lang ?? '').split(' ')[0] ?? '')}"><code>${asText(text)}\n</code></pre>\n`,
    },
  })
  const html = marked.parse(markdown, { async: false })
  return {
    title: headings[0]?.text ?? file,
    headings,
    html: html.replaceAll('<table>', '<div class="scroll"><table>').replaceAll('</table>', '</table></div>'),
  }
}

function figure(library: Library, file: string, href: string, text: string): string {
  const target = resolveLink(library, file, href)
  if (target.kind !== 'picture') return asText(text)
  return `<span class="picture"><a href="${target.href}"><img src="${target.href}" alt="${asText(text)}" loading="lazy"></a></span>`
}

/** A heading that stands on the page twice gets a number, as on GitHub. */
function freeAnchor(headings: readonly Heading[], text: string): string {
  const anchor = anchorOf(text)
  const same = headings.filter((heading) => anchorOf(heading.text) === anchor).length
  return same === 0 ? anchor : `${anchor}-${same}`
}

const plain = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

export function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
