import { readFileSync, statSync } from 'node:fs'
import type { Setting } from './setting.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** More than any secret of ours; a file that is larger is another one. */
const MAX_SECRET_BYTES = 65_536

/**
 * What the environment gives for a setting. A secret may stand in a file that `NAME_FILE` names, as Docker and Kubernetes
 * mount it, so that it is in no list of processes and no dump of the environment.
 */
export function givenValue(
  { env: variable, secret }: Pick<Setting, 'env' | 'secret'>,
  env: Environment,
): { readonly text: string | undefined } | { readonly problem: string } {
  const text = textOf(env, variable)
  const path = secret ? textOf(env, `${variable}_FILE`) : undefined
  if (path === undefined) return { text }
  if (text !== undefined) return { problem: `${variable} and ${variable}_FILE are both set. Leave one of them out.` }
  return readSecret(`${variable}_FILE`, path)
}

/** An empty variable is what compose files make of one that is not set. */
export function textOf(env: Environment, variable: string): string | undefined {
  const text = env[variable]?.trim()
  return text === '' ? undefined : text
}

function readSecret(variable: string, path: string): { text: string } | { problem: string } {
  try {
    if (statSync(path).size > MAX_SECRET_BYTES) {
      return {
        problem: `${variable} names ${path}, which has more than ${MAX_SECRET_BYTES} bytes. Name the right file.`,
      }
    }
    const text = readFileSync(path, 'utf8').trim()
    return text === '' ? { problem: `${variable} names ${path}, which is empty. Put the secret into it.` } : { text }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { problem: `${variable} names ${path}, which cannot be read (${code}). Check the path and its permissions.` }
  }
}
