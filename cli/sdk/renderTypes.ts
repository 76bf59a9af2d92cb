import type { ApiDocument } from './apiDocument.ts'
import { ENUMS, namesOf } from './names.ts'
import { isNullable, renderSchema } from './renderSchema.ts'
import { ENUM_DOCS, typeDoc } from './typeDocs.ts'

/** Every named type of the API's requests and answers. */
export function renderTypes(document: ApiDocument): string {
  const enums = Object.entries(ENUMS).map(([name, values]) => {
    const said = doc(ENUM_DOCS[name as keyof typeof ENUMS])
    const list = listName(name)
    return `${said}export const ${list} = ${JSON.stringify(values)} as const\n${said}export type ${name} = (typeof ${list})[number]`
  })
  const types = Object.entries(document.components.schemas)
    .filter(([name]) => name !== 'Error')
    .map(([name, schema]) => {
      const names = namesOf(document, name.endsWith('Request'))
      const alone = isNullable(schema) ? { ...schema, type: 'object' } : schema
      const said = schema.description ?? typeDoc(name, document)
      return `${doc(said)}export type ${names.nameOf(name)} = ${renderSchema(alone, names, name)}`
    })
  return ["import type { ErrorCode } from './errors.ts'", ...enums, ...types].join('\n\n')
}

/** A docstring; nothing for nothing. */
function doc(text: string): string {
  if (text === '') return ''
  return text.includes('\n') ? `/**\n${text.replaceAll(/^/gm, ' * ')}\n */\n` : `/** ${text} */\n`
}

/** OrderStatus: ORDER_STATUSES. */
function listName(name: string): string {
  const plural = name.endsWith('s') ? `${name}es` : name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`
  return plural.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}
