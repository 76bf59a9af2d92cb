import { close, connect, type Database } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { ensureDatabase } from '../../local/postgres/ensureDatabase.ts'

/** Beside the stack's own on the same server, so that invented rows are in nobody's books. */
export async function withOwnDatabase<T>(stackUrl: string, name: string, run: (url: string) => Promise<T>): Promise<T> {
  const url = withName(stackUrl, name)
  await ensureDatabase(stackUrl, name)
  try {
    await migrate(url)
    return await run(url)
  } finally {
    await drop(stackUrl, name)
  }
}

export async function withConnections<T>(
  url: string,
  maxConnections: number,
  run: (db: Database) => Promise<T>,
): Promise<T> {
  const db = connect(url, { maxConnections, applicationName: 'offerhub-bench' })
  try {
    return await run(db)
  } finally {
    await close(db)
  }
}

async function drop(stackUrl: string, name: string): Promise<void> {
  await withConnections(stackUrl, 1, async ({ sql }) => {
    await sql`drop database if exists ${sql(name)} with (force)`
  })
}

function withName(stackUrl: string, name: string): string {
  const url = new URL(stackUrl)
  url.pathname = `/${name}`
  return url.href
}
