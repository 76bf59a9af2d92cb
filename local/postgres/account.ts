import { spawnSync } from 'node:child_process'
import { SetupError } from '../setupError.ts'

/** The unprivileged account Postgres runs as when we are root; it refuses to run as root itself. */
export interface Account {
  name: string
  uid: number
  gid: number
}

const CANDIDATES = ['postgres', '_postgres', 'nobody', 'daemon']

/** undefined = run as the present user. Only existing accounts are taken: a start must not change the machine's users. */
export function chooseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of CANDIDATES) {
    const uid = askId('-u', name)
    const gid = askId('-g', name)
    if (uid && gid) return { name, uid, gid }
  }
  throw new SetupError(
    `Postgres refuses to run as root, and none of the accounts ${CANDIDATES.join(', ')} exists here. ` +
      'Run as another user, or set DATABASE_URL to a Postgres of your own.',
  )
}

function askId(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
  const id = Number(stdout)
  // macOS gives nobody the id -2 as an unsigned number, which spawn does not take.
  return status === 0 && id > 0 && id < 2 ** 31 ? id : undefined
}

/** Whether that account may read a path, asked of the system itself: mode bits alone do not tell. */
export function canRead(account: Account, path: string): boolean {
  return asks(account, 'test -r "$1" && { ! test -d "$1" || test -x "$1"; }', path)
}

/** Whether that account may pass through a folder to something inside. */
export function canEnter(account: Account, folder: string): boolean {
  return asks(account, 'test -x "$1"', folder)
}

function asks({ uid, gid }: Account, question: string, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', question, 'sh', path], { uid, gid, cwd: '/' }).status === 0
}
