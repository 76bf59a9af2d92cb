import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readContents } from '../../api/guide/contents.ts'
import { openLibrary } from '../../api/guide/library.ts'
import { mountGuide } from '../../api/routes/docs/mountGuide.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const library = openLibrary()
let server: Server
let base = ''

beforeAll(async () => {
  const router = Router({ caseSensitive: true })
  mountGuide(router)
  server = createServer(express().use(router)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs/guide/`
})
afterAll(() => void server.close())

const pages = new Map<string, string>()
async function page(name: string): Promise<string> {
  const known = pages.get(name) ?? (await (await fetch(base + name)).text())
  pages.set(name, known)
  return known
}

const attributes = (html: string, name: string) => [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))]
const idsOf = (html: string) => new Set(attributes(html, 'id').map(([, id = '']) => id))

it('serves every page of docs/ with a title and the list of pages', async () => {
  expect(library.files.size).toBeGreaterThan(25)
  for (const name of library.files.keys()) {
    const answer = await fetch(base + name)
    expect(answer.status, name).toBe(200)
    expect(answer.headers.get('content-type'), name).toContain('text/html')
    const html = await answer.text()
    expect(html, name).toMatch(/<h1 id="[^"]+">/)
    for (const chapter of readContents(library)) expect(html, name).toContain(chapter.title)
  }
})

it('lists every page of docs/ on the first page', () => {
  const listed = new Set(readContents(library).flatMap(({ pages: each }) => each.map(({ name }) => name)))
  const written = [...library.files.keys()].filter((name) => name !== '' && !name.startsWith('decisions/'))
  expect(written.filter((name) => !listed.has(name))).toEqual([])
})

it('has no link to a page, section or picture that is not there', async () => {
  const broken: string[] = []
  for (const name of library.files.keys()) {
    const html = await page(name)
    for (const [, href = ''] of [...attributes(html, 'href'), ...attributes(html, 'src')]) {
      const target = new URL(href, base + name)
      if (!target.href.startsWith(base)) continue
      const place = target.pathname.slice(new URL(base).pathname.length)
      const isPage = library.files.has(place)
      if (!isPage && (await fetch(target)).status !== 200) broken.push(`${name}: ${href}`)
      const anchor = target.hash.slice(1)
      if (isPage && anchor !== '' && !idsOf(await page(place)).has(anchor)) broken.push(`${name}: ${href}`)
    }
  }
  expect(broken).toEqual([])
})

it('names only files that are there where a page points into the checkout', async () => {
  const missing: string[] = []
  for (const name of library.files.keys()) {
    for (const [, file = ''] of (await page(name)).matchAll(/title="In the checkout: ([^"]*)"/g)) {
      if (!existsSync(path.join(ROOT, file))) missing.push(`${name}: ${file}`)
    }
  }
  expect(missing).toEqual([])
})

it('needs nothing from elsewhere, and forbids it', async () => {
  const answer = await fetch(`${base}orders`)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  const html = await answer.text()
  const loaded = [...attributes(html, 'src'), ...html.matchAll(/<link [^>]*href="([^"]*)"/g)].map(([, href]) => href)
  expect(loaded.length).toBeGreaterThan(2)
  for (const href of loaded) expect(href).not.toMatch(/^(?:[a-z]+:)?\/\//)
})

it('leads from the address without a slash to the one with it, and answers 404 beside its pages', async () => {
  const redirect = await fetch(base.slice(0, -1), { redirect: 'manual' })
  expect(redirect.status).toBe(308)
  expect(new URL(redirect.headers.get('location') ?? '', base.slice(0, -1)).href).toBe(base)
  for (const name of ['nothing', 'assets/nothing', '..%2f..%2fpackage.json', 'pictures/..%2f..%2fpackage.json']) {
    expect((await fetch(base + name)).status, name).toBe(404)
  }
})
