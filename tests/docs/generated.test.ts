import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { generatedPages } from '../../cli/docs/pages.ts'
import { stateArrows } from '../../cli/docs/stateArrows.ts'
import { ERRORS } from '../../domain/errors.ts'

const DOCS = new URL('../../docs/', import.meta.url)
const RECIPE = 'run "npm run docs:generate"'
const pages = await generatedPages()

it.for([...pages.keys()])('%s is what its sources make today', async (name) => {
  const text = await readFile(new URL(name, DOCS), 'utf8').catch(() => '')
  expect(text === pages.get(name), `docs/${name} is out of date: ${RECIPE}`).toBe(true)
})

it('the picture of the states shows every arrow of the transition table', () => {
  const picture = pages.get('pictures/order-states.svg') ?? ''
  for (const { from, to, commands } of stateArrows()) {
    expect(picture).toContain(`data-arrow="${from} ${to}"`)
    expect(picture).toContain(`>${commands.join(', ')}<`)
  }
})

it('every code of the catalogue has a section of its own', () => {
  const headings = (pages.get('errors.md') ?? '').split('\n').filter((line) => line.startsWith('## '))
  expect(headings.slice(1)).toEqual(Object.keys(ERRORS).map((code) => `## ${code}`))
})

it('every drawing that the guide shows is written by a program', async () => {
  const drawings = (await readdir(new URL('pictures/', DOCS))).filter((name) => name.endsWith('.svg'))
  expect(drawings.map((name) => `pictures/${name}`).filter((name) => !pages.has(name))).toEqual([])
})
