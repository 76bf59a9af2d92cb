import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type VectorMeta = {
  readonly network: string
  readonly wasmSha256: string
  readonly group: string
  readonly initialBalances: Readonly<Record<string, string>>
  readonly base: Json
  readonly addresses: Readonly<Record<string, string>>
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type Outcome =
  | 'ok'
  | {
      readonly err: number | { readonly type: string; readonly code: string }
      readonly name?: string
      readonly by?: string
    }

export type VectorStep = {
  readonly op: string
  readonly args: Readonly<Record<string, Json>>
  readonly out: Outcome
  readonly same?: true
  readonly bal?: Readonly<Record<string, string>>
  readonly flags?: Json
  readonly ms?: Json
  readonly escrow?: Json
  readonly ev?: readonly VectorEvent[]
  readonly result?: Json
  readonly contract?: string
  readonly ttl?: { readonly escrow?: number; readonly instance?: number }
  readonly res?: { readonly eventBytes: number }
}

export type VectorEvent = { readonly t: string } & Readonly<Record<string, Json>>

export type VectorCase = { readonly id: string; readonly steps: readonly VectorStep[] }
export type VectorFile = { readonly meta: VectorMeta; readonly cases: readonly VectorCase[] }

const folder = join(import.meta.dirname, '../../vectors/contracts')

export function readVectorFiles(prefix: string): readonly VectorFile[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as VectorFile)
}
