import type { Chapter } from './contents.ts'
import { asText, type Rendered } from './renderMarkdown.ts'

const NAME = 'OFFER-HUB Orchestrator'
/** A page with more sections is a reference: its list of them would be as long as the page. */
const SECTIONS_LIMIT = 30

/** A whole page of the guide around its text. */
export function layOut(name: string, page: Rendered, contents: readonly Chapter[]): string {
  const up = '../'.repeat(name.split('/').length - 1)
  const title = name === '' ? `${NAME}: guide` : `${page.title} · ${NAME}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${asText(title)}</title>
<link rel="icon" href="${up}assets/icon.svg">
<link rel="stylesheet" href="${up}assets/guide.css">
<script src="${up}assets/guide.js" defer></script>
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header><a class="home" href="${up}./">${NAME}</a> <span>Guide</span><a class="api" href="${up}../../docs">API</a></header>
<div class="columns">
<nav aria-label="Pages"><details><summary>Pages</summary>
${contents.map((chapter) => listChapter(chapter, name, page, up)).join('\n')}
</details></nav>
<main id="text"><article>
${page.html}</article></main>
</div>
</body>
</html>
`
}

function listChapter({ title, pages }: Chapter, current: string, page: Rendered, up: string): string {
  const items = pages.map((each) => {
    const here = each.name === current
    const link = `<a href="${up}${each.name}"${here ? ' aria-current="page"' : ''}>${asText(each.title)}</a>`
    return `<li>${link}${here ? listSections(page) : ''}</li>`
  })
  return `<h2>${asText(title)}</h2><ul>${items.join('')}</ul>`
}

function listSections({ headings }: Rendered): string {
  const sections = headings.filter(({ depth }) => depth === 2)
  if (sections.length === 0 || sections.length > SECTIONS_LIMIT) return ''
  return `<ul>${sections.map(({ anchor, text }) => `<li><a href="#${anchor}">${asText(text)}</a></li>`).join('')}</ul>`
}
