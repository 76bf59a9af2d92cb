import type { Sql } from './connect.ts'

/** What processes tell each other: that there are new events, and which command has its outcome. */
export type Channel = 'events' | 'outcomes'

export type News = {
  /** Tells whoever listens, soon. To be called after the commit of what is told; returns at once and never fails. */
  tell(channel: Channel, payload?: string): void
}

/** More than this many are not worth telling one by one: whoever waits reads again on the clock. */
const WAITING_LIMIT = 1_000

/**
 * Tells what was committed, all that has gathered in one statement, one at a time. Inside of the transactions it would cost
 * more than all the rest of them: whoever notifies holds a lock of the whole database until its commit is on disk, so that
 * no two transactions could be written to disk together. What gets lost between a commit and its news costs a listener
 * the pause between two of its own looks.
 */
export function makeNews(sql: Sql): News {
  const waiting = new Map<string, { readonly channel: Channel; readonly payload: string }>()
  let isTelling = false

  async function tellAll(): Promise<void> {
    isTelling = true
    while (waiting.size > 0) {
      const rows = JSON.stringify([...waiting.values()])
      waiting.clear()
      // News need not survive a crash, so nobody waits for the disk either. Without a database there is no listener.
      await sql`
        select set_config('synchronous_commit', 'off', true), count(pg_notify(n.channel, n.payload)::text)
        from json_to_recordset(${rows}::text::json) as n(channel text, payload text)`.catch(() => undefined)
    }
    isTelling = false
  }

  return {
    tell(channel, payload = '') {
      if (waiting.size >= WAITING_LIMIT) return
      waiting.set(`${channel} ${payload}`, { channel, payload })
      if (!isTelling) void tellAll()
    },
  }
}
