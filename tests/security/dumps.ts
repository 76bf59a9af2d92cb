import { Client, Connection } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import type { Database } from '../../db/connect.ts'

/** Every row of every table of ours, as JSON; bytes come out in hexadecimal. */
export async function dumpDatabase({ sql }: Pick<Database, 'sql'>): Promise<ReadonlyMap<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
  const dumps = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${name} t`)
    dumps.set(name, rows.map(({ row }) => row).join('\n'))
  }
  return dumps
}

const MAX_WORKFLOWS = 1_000

/** The history of every workflow: what workflows and activities were given and what they returned, and why they failed. */
export async function dumpHistories(address: string): Promise<ReadonlyMap<string, string>> {
  const connection = await Connection.connect({ address })
  try {
    const { workflow } = new Client({ connection })
    const histories = new Map<string, string>()
    for await (const { workflowId, runId } of workflow.list({ pageSize: MAX_WORKFLOWS })) {
      const history = await workflow.getHandle(workflowId, runId).fetchHistory()
      histories.set(`${workflowId}/${runId}`, readable(historyToJSON(history)))
    }
    return histories
  } finally {
    await connection.close()
  }
}

/** A history with its payloads beside it in clear. */
export function readable(history: string): string {
  const payloads = [...history.matchAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g)]
  return [history, ...payloads.map(([, data = '']) => Buffer.from(data, 'base64').toString('utf8'))].join('\n')
}
