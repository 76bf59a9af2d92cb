import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupError } from '../setupError.ts'
import type { Account } from './account.ts'
import type { PostgresBinaries } from './binaries.ts'

export const SUPERUSER = 'offerhub'

/** Makes the data directory on first use; on later starts checks that it is ours and of this version. */
export function prepareDataDirectory(
  dataDir: string,
  binaries: PostgresBinaries,
  password: string,
  account: Account | undefined,
): void {
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    checkDataDirectory(dataDir, binaries, account)
    return
  }
  if (existsSync(dataDir)) {
    throw new SetupError(
      `${dataDir} exists but is no Postgres data directory. Move it away (or delete it, if you do not need it) and start again.`,
    )
  }
  // initdb works beside the final place: a start that is killed half-way must not leave something that looks finished.
  const unfinished = `${dataDir}.new`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  if (account) chownSync(unfinished, account.uid, account.gid)
  runInitdb(unfinished, binaries, password, account)
  renameSync(unfinished, dataDir)
}

function checkDataDirectory(dataDir: string, binaries: PostgresBinaries, account: Account | undefined): void {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (version !== binaries.majorVersion) {
    throw new SetupError(
      `The database in ${dataDir} was made by PostgreSQL ${version}; this is PostgreSQL ${binaries.majorVersion}. ` +
        `Move the whole state folder ${dirname(dataDir)} away to begin afresh, or set DATABASE_URL to a server of your own.`,
    )
  }
  const owner = statSync(dataDir).uid
  const ours = account?.uid ?? process.getuid?.() ?? owner
  if (owner !== ours) {
    throw new SetupError(
      `The database in ${dataDir} belongs to user id ${owner}, but Postgres would run as ${ours}. ` +
        `Start as the user who started it first, or run: chown -R ${ours} ${dataDir}`,
    )
  }
}

function runInitdb(folder: string, binaries: PostgresBinaries, password: string, account: Account | undefined): void {
  const passwordFile = `${folder}.password`
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account) chownSync(passwordFile, account.uid, account.gid)
  const args = [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The builtin provider sorts the same on every machine, whatever locales it has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]
  const ids = account ? { uid: account.uid, gid: account.gid } : {}
  try {
    const run = spawnSync(binaries.initdb, args, { encoding: 'utf8', cwd: '/', env: cleanEnvironment(), ...ids })
    if (run.status === 0) return
    const reason = (run.stderr || run.error?.message || '').trim().split('\n').slice(-3).join(' ')
    throw new SetupError(`A new database could not be made in ${folder}: ${reason}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** A user's PG* variables (PGDATA, PGPORT, ...) are about another server. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG',
    ),
  )
}
