import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { USAGE } from '../../cli/operator/usage.ts'
import { stuckTable } from '../../domain/operations/stuckTable.ts'
import { OPERATOR_SIGNALS, RETRY_NOW } from '../../workflows/messages.ts'

const folder = new URL('../../docs/', import.meta.url)
const page = readFileSync(new URL('operations.md', folder), 'utf8')

describe('the page of operations staff', () => {
  it('lists every way of being stuck with what to do, in the words of the program', () => {
    expect(page).toContain(stuckTable())
  })

  it('tells of every signal that support has', () => {
    for (const { name } of [RETRY_NOW, ...Object.values(OPERATOR_SIGNALS)]) expect(page).toContain(`\`${name}\``)
  })

  it('shows commands that there are', () => {
    const shown = [...page.matchAll(/offerhub -- ((?:orders|audit) \w+)/g)].map(([, command = '']) => command)
    expect(shown.length).toBeGreaterThan(5)
    for (const command of shown) expect(USAGE).toContain(`offerhub -- ${command}`)
  })

  it('shows pictures that are there', () => {
    const pictures = [...page.matchAll(/!\[[^\]]+\]\((pictures\/[\w-]+\.png)\)/g)].map(([, file = '']) => file)
    expect(pictures.length).toBeGreaterThanOrEqual(4)
    for (const picture of pictures) expect(existsSync(new URL(picture, folder)), picture).toBe(true)
  })
})
