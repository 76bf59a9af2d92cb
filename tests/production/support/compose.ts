import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const FILE = new URL('../../../docker-compose.yml', import.meta.url)

const serviceSchema = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  restart: z.string().optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
})
const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
})

export type ComposeService = z.infer<typeof serviceSchema>
export type Compose = z.infer<typeof composeSchema>
type Variables = Readonly<Record<string, string>>

export function readComposeText(): string {
  return readFileSync(FILE, 'utf8')
}

/** docker-compose.yml as Compose would read it with these variables in `.env`. */
export function readCompose(variables: Variables): Compose {
  const parsed: unknown = parse(readComposeText(), { merge: true })
  return composeSchema.parse(interpolate(parsed, variables))
}

function interpolate(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return fillIn(value, variables)
  if (Array.isArray(value)) return value.map((item) => interpolate(item, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, variables)]))
}

const VARIABLE = /\$\{(\w+)(?::([-+?])([^}]*))?\}/g

/** The forms that the file uses: https://docs.docker.com/reference/compose-file/interpolation/ */
function fillIn(text: string, variables: Variables): string {
  return text.replaceAll(VARIABLE, (whole, name: string, operator: string | undefined, word = '') => {
    const value = variables[name] ?? ''
    if (operator === '-') return value || word
    if (operator === '+') return value && word
    if (operator === '?' && value === '') throw new Error(`${whole}: ${name} is not set`)
    return value
  })
}
