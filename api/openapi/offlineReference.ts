import type { ApiDocument } from './buildDocument.ts'

type Operation = {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly responses?: Readonly<Record<string, unknown>>
}

/** The document as plain HTML: every operation in one line each, readable without any script. */
export function offlineReference(document: ApiDocument): string {
  const rows = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => row(method, path, operation)),
  )
  return `<main style="font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem">
<h1>${asText(document.info.title)}</h1>
<p>${asText(document.info.description ?? '')}</p>
<p>The whole document, with schemas and examples: <a href="/openapi.json">/openapi.json</a>.
The <a href="/docs/guide/">guide</a> explains how they belong together. This list becomes an interactive reference when the internet can be reached.</p>
<table cellpadding="6">${rows.join('\n')}</table>
</main>`
}

function row(method: string, path: string, operation: Operation): string {
  const statuses = Object.keys(operation.responses ?? {}).join(', ')
  const what = [operation.summary, operation.description].filter((text) => text !== undefined).join(' ')
  return `<tr><td><b>${asText(method.toUpperCase())}</b></td><td><code>${asText(path)}</code></td>
<td>${asText(what)}</td><td>${asText(statuses)}</td></tr>`
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
