import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the recorded traces look like. Names stand for addresses, amounts are strings of stroops. */
export interface VectorFile {
  readonly meta: VectorMeta
  readonly cases: readonly VectorCase[]
}

export interface VectorMeta {
  /** For example `single-release V1 main`. */
  readonly lineage: string
  readonly network: string
  readonly wasmSha256: string
  readonly group: string
  readonly initialBalances: Readonly<Record<string, string>>
  /** The escrow that patches start from. */
  readonly base: Json
  readonly addresses: Readonly<Record<string, string>>
}

export interface VectorCase {
  readonly id: string
  readonly steps: readonly VectorStep[]
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export type Outcome =
  | 'ok'
  | {
      readonly err: number | { readonly type: string; readonly code: string }
      readonly name?: string
      readonly by?: string
    }

export interface VectorStep {
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

/** A folder in which there is nothing to replay, or a file that is no vector file. */
export class NoVectorsError extends Error {
  override readonly name = 'NoVectorsError'
}

/** The vector files of a folder, in the order of their names; at least one. */
export function readVectorFiles(folder: string, prefix = ''): readonly VectorFile[] {
  const names = jsonFilesOf(folder).filter((name) => name.startsWith(prefix))
  if (names.length === 0)
    throw new NoVectorsError(`There are no vectors in ${folder}: it holds no ${prefix}*.json file`)
  return names.sort().map((name) => readVectorFile(join(folder, name)))
}

function jsonFilesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch (error) {
    throw new NoVectorsError(`The folder ${folder} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

function readVectorFile(path: string): VectorFile {
  const file = parse(path) as Partial<VectorFile> | null
  if (typeof file?.meta?.lineage !== 'string' || !Array.isArray(file.cases)) {
    throw new NoVectorsError(`${path} is no vector file: "meta" and "cases" are expected`)
  }
  return file as VectorFile
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new NoVectorsError(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : error}`)
  }
}
