import { fileURLToPath } from 'node:url'
import type { Response, Router } from 'express'
import { readContents } from '../../guide/contents.ts'
import { layOut } from '../../guide/layout.ts'
import { openLibrary } from '../../guide/library.ts'
import { renderMarkdown } from '../../guide/renderMarkdown.ts'

export const GUIDE_PATH = '/docs/guide'
const ASSETS: readonly string[] = ['guide.css', 'guide.js', 'icon.svg']
const ASSETS_FOLDER = fileURLToPath(new URL('../../guide/assets/', import.meta.url))
const MAX_AGE_SECONDS = 300

/** Nothing comes from elsewhere, so nothing else is allowed. Without upgrade-insecure-requests, which breaks plain HTTP. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The guide as pages to read. Needs no key, no internet and no build: a page is rendered when it is first asked for. */
export function mountGuide(router: Router): void {
  const library = openLibrary()
  const contents = readContents(library)
  const rendered = new Map<string, string>()
  const pageFor = (name: string): string | undefined => {
    const file = library.files.get(name)
    if (file === undefined) return undefined
    const known = rendered.get(name) ?? layOut(name, renderMarkdown(library, file, library.read(file)), contents)
    rendered.set(name, known)
    return known
  }
  const send = (response: Response) =>
    response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}` })

  router.get(`${GUIDE_PATH}/assets/:name`, (request, response, next) => {
    if (!ASSETS.includes(request.params.name)) return next()
    send(response).sendFile(request.params.name, { root: ASSETS_FOLDER, cacheControl: false })
  })
  router.get(`${GUIDE_PATH}{/*path}`, (request, response, next) => {
    const { path = [] } = request.params as unknown as { path?: string[] }
    const name = path.join('/')
    // Links are relative to the folder, so the first page needs the slash at its end.
    if (name === '' && !request.path.endsWith('/')) return response.redirect(308, 'guide/')
    if (library.pictures.has(name)) return send(response).sendFile(library.locate(name), { cacheControl: false })
    const page = pageFor(name)
    if (page === undefined) return next()
    send(response).type('html').send(page)
  })
}
