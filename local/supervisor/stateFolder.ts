import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { projectRoot } from '../projectRoot.ts'
import { SetupError, sentenceOf } from '../setupError.ts'

export interface StateFolder {
  path: string
  postgres: string
  temporalDb: string
  sandboxDb: string
  secrets: string
  dev: string
  /** Who runs on this folder: the supervisor and its children, for the next start after a kill. */
  running: string
  log: (processName: string) => string
}

export function stateFolderAt(path: string): StateFolder {
  return {
    path,
    postgres: join(path, 'postgres'),
    temporalDb: join(path, 'temporal.db'),
    sandboxDb: join(path, 'sandbox.db'),
    secrets: join(path, 'secrets.json'),
    dev: join(path, 'dev.json'),
    running: join(path, 'running.json'),
    log: (processName) => join(path, 'logs', `${processName}.log`),
  }
}

export function defaultStatePath(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(projectRoot, environment.OFFERHUB_STATE_DIR || '.offerhub')
}

/** Makes the folder, or says in one sentence why it cannot be used. */
export function openStateFolder(path: string): StateFolder {
  const state = stateFolderAt(path)
  try {
    mkdirSync(join(path, 'logs'), { recursive: true })
    if (!statSync(path).isDirectory()) throw new Error('it is no folder')
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new SetupError(
      `The state folder ${path} cannot be used (${sentenceOf(error)}). Give this user the right to write there, ` +
        'or choose another folder: OFFERHUB_STATE_DIR=/some/folder npm start',
    )
  }
  // Run by root, Postgres has an account of its own that must pass through; the secret files have mode 0600 anyway.
  if (process.getuid?.() === 0) chmodSync(path, statSync(path).mode | 0o711)
  return state
}
