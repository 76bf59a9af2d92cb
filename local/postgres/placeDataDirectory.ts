import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Progress } from '../progress.ts'
import { SetupError, sentenceOf } from '../setupError.ts'
import { type Account, canEnter } from './account.ts'

const REACHABLE_PLACES = ['/var/lib/offerhub', '/var/tmp/offerhub']

/**
 * Where the data directory really lies. Root may enter a folder that the account Postgres runs as may not (a clone under
 * /root, say). Rights of other people's folders stay as they are: the data goes to a reachable place, and a symbolic
 * link where it was wanted leads there.
 */
export function placeDataDirectory(wanted: string, account: Account | undefined, progress: Progress): string {
  const parent = dirname(wanted)
  mkdirSync(parent, { recursive: true })
  const found = lstatSync(wanted, { throwIfNoEntry: false })
  if (found?.isSymbolicLink()) return followLink(wanted)
  if (!account || canEnter(account, parent))
    return found ? realpathSync(wanted) : join(realpathSync(parent), basename(wanted))
  if (found) {
    throw new SetupError(
      `The account "${account.name}" that Postgres runs as can no longer reach ${wanted}. ` +
        `Let it pass through the folders above (chmod o+x), or move ${wanted} away to begin afresh.`,
    )
  }
  const place = makeReachable(account, parent)
  const dataDir = join(place, `postgres-${randomBytes(6).toString('hex')}`)
  symlinkSync(dataDir, wanted)
  progress(`The database lies in ${dataDir}: Postgres must not run as root, and others cannot reach ${parent}.`)
  return dataDir
}

/** A link whose target was never made, or was removed, is only a name to use again. */
function followLink(link: string): string {
  return resolve(dirname(link), readlinkSync(link))
}

function makeReachable(account: Account, parent: string): string {
  const tried: string[] = []
  for (const place of REACHABLE_PLACES) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o755 })
      if (canEnter(account, place)) return place
      tried.push(`${place} (not reachable either)`)
    } catch (error) {
      tried.push(`${place} (${sentenceOf(error)})`)
    }
  }
  throw new SetupError(
    `Postgres must not run as root, and the account "${account.name}" cannot reach ${parent}; ${tried.join(', ')}. ` +
      'Put the state elsewhere (OFFERHUB_STATE_DIR), or set DATABASE_URL to a Postgres of your own.',
  )
}

/** Removes a data directory and, if it had to lie elsewhere, the link that leads to it. */
export function removeDataDirectory(wanted: string): void {
  if (lstatSync(wanted, { throwIfNoEntry: false })?.isSymbolicLink()) {
    rmSync(followLink(wanted), { recursive: true, force: true })
  }
  rmSync(wanted, { recursive: true, force: true })
}
