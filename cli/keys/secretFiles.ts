import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

const PASSWORD_BYTES = 24
/** The folder keeps others out; in it the account of a container, which is another one, has to be able to read. */
const FOLDER_MODE = 0o700
const FILE_MODE = 0o444

/** Everything secret that docker-compose.yml names, by file name. */
export function secretFiles(keys: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const [owners, apps, temporals] = [newPassword(), newPassword(), newPassword()]
  return new Map([
    ...Object.entries(keys).map(([variable, value]) => [variable.toLowerCase(), value] as const),
    ['postgres_password', owners],
    ['database_owner_url', `postgres://offerhub:${owners}@postgres:5432/offerhub`],
    ['database_app_password', apps],
    ['database_url', `postgres://offerhub_app:${apps}@postgres:5432/offerhub`],
    ['temporal.env', `POSTGRES_PWD=${temporals}`],
    // It comes from Trustless Work. An empty file is refused with its name.
    ['trustless_work_api_key', ''],
  ])
}

/** Writes them into a new folder; a folder that is there may hold the only copy of older ones. */
export async function writeSecretFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { mode: FOLDER_MODE })
  for (const [name, content] of files) {
    await writeFile(path.join(folder, name), content === '' ? '' : `${content}\n`, { mode: FILE_MODE, flag: 'wx' })
  }
}

function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('hex')
}
