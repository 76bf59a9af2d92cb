import { z } from 'zod'
import { EVENT_TYPES, type EventType } from '../../domain/events.ts'
import { EVENT_PAYLOADS } from './eventPayloads.ts'
import { ALL_ENUMS } from './names.ts'
import { type JsonSchema, type Names, renderSchema } from './renderSchema.ts'

const NAMES: Names = { schemas: {}, nameOf: (name) => name, enums: ALL_ENUMS, readonlyLists: true }

/** Names of events, what they are about, and what their payloads hold. */
export function renderEvents(): string {
  const types = Object.keys(EVENT_TYPES) as EventType[]
  const payloads = types.map((type) => `'${type}': ${payloadOf(type)}`).join('\n')
  const body = `export type EventPayloads = {\n${payloads}\n}`
  const used = Object.keys(ALL_ENUMS).filter((name) => new RegExp(`\\b${name}\\b`).test(body))
  return [
    `import type { ${used.join(', ')} } from './types.ts'`,
    `/** Every type of event, and the kind of thing it is about. */\nexport const EVENT_TYPES = ${JSON.stringify(EVENT_TYPES)} as const`,
    '/** A type of event. */\nexport type EventType = keyof typeof EVENT_TYPES',
    `/** What \`event.payload\` holds, by type. */\n${body}`,
  ].join('\n\n')
}

function payloadOf(type: EventType): string {
  return renderSchema(z.toJSONSchema(EVENT_PAYLOADS[type], { io: 'input' }) as JsonSchema, NAMES)
}
