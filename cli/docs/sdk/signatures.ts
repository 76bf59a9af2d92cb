import { anchorOf } from '../../../api/guide/anchors.ts'
import { describeApi } from '../../sdk/apiDocument.ts'
import { codeOfClass } from '../errorClass.ts'
import { code } from '../markdown.ts'
import { anchorOfRoute, routeName } from '../routeNames.ts'
import type { Member } from './declarations.ts'

/** A signature as a reader wants it: what the compiler needs to tell two answers apart is left out. */
export function readable(text: string): string {
  return text
    .replace(/<O extends CommandOptions[^>]*>/, '')
    .replace(/options\?: O\b/, 'options?: CommandOptions')
    .replaceAll(/CommandAnswer<O>/g, 'Order')
    .replaceAll(/Operations\['(\w+)'\]\['query'\]/g, (_, name: string) => `${capital(name)}Query`)
    .replaceAll(/Operations\['(\w+)'\]\['data'\]/g, (_, name: string) => capital(name.replace(/^get/, '')))
    .replace(/^readonly /, '')
}

/** A member with its docstring and its errors, under a heading of its own. */
export function describeMember(owner: string, { doc, text }: Member, level: string): string[] {
  const shown = readable(text)
  const name = /^\w+/.exec(shown)?.[0] ?? ''
  const { words, throws } = readDoc(doc)
  return [
    `${level} ${owner}${name}`,
    '',
    code(shown),
    '',
    ...(words === '' ? [] : [words, '']),
    ...queryLine(text),
    ...throws.flatMap((line) => [`- throws ${line}`]),
    ...(throws.length === 0 ? [] : ['']),
  ]
}

/** The words of a docstring, with its tags as sentences. */
export function readDoc(doc: string): { words: string; throws: string[] } {
  const [words = '', ...tags] = doc.split(/\n?^@/m)
  const throws = tags.filter((tag) => tag.startsWith('throws ')).map((tag) => throwsLine(tag.slice('throws '.length)))
  const returns = tags.filter((tag) => tag.startsWith('returns ')).map((tag) => `Returns ${tag.slice(8).trim()}.`)
  return { words: [words.trim(), ...returns].filter((part) => part !== '').join(' '), throws }
}

/** The class of an error, with a link to what it means. */
function throwsLine(text: string): string {
  const [name = '', ...rest] = text.trim().replaceAll('\n', ' ').split(' ')
  if (name === 'TypeError') return [code(name), ...rest].join(' ')
  const known = codeOfClass(name)
  const page = known === undefined ? `#${anchorOf(name)}` : `errors.md#${anchorOf(known)}`
  return [`[${code(name)}](${page})`, ...rest].join(' ')
}

function queryLine(text: string): string[] {
  const name = /Operations\['(\w+)'\]\['query'\]/.exec(text)?.[1]
  const found = describeApi().routes.find(({ route }) => route.name === name)
  if (found === undefined) return []
  return [
    `${code(`${capital(name ?? '')}Query`)}: the query of [${routeName(found.route)}](api.md#${anchorOfRoute(found.route)}).`,
    '',
  ]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
