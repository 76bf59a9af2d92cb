import { readdir, readFile } from 'node:fs/promises'
import { writtenFrom } from './markdown.ts'

const FOLDER = new URL('../../docs/decisions/', import.meta.url)

/** The list of decisions, by their titles. */
export async function renderDecisions(): Promise<string> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.md$/.test(name)).sort()
  const titles = await Promise.all(names.map((name) => titleOf(new URL(name, FOLDER))))
  return [
    '# Decisions',
    '',
    writtenFrom('the titles of the decisions'),
    '',
    'Why things are as they are: one decision a page, with the measurement behind it where there is one.',
    '',
    ...names.map((name, index) => `- [${titles[index]}](${name})`),
    '',
  ].join('\n')
}

async function titleOf(page: URL): Promise<string> {
  return (await readFile(page, 'utf8')).split('\n', 1)[0]?.replace(/^# /, '') ?? ''
}
