import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import { QUERIES, SERVICES } from '../../../workflows/messages.ts'
import type { WorkflowSays, WorkflowStanding } from './facts.ts'

const WORKFLOWS_AT_ONCE = 10
const CALL_TIMEOUT_MS = 20_000

/** How the workflow of each order stands, and what those that run say of themselves. */
export async function readWorkflows(address: string, ids: readonly string[]): Promise<Map<string, WorkflowStanding>> {
  return await withClient(address, async (client) => {
    const standings = new Map<string, WorkflowStanding>()
    for (let from = 0; from < ids.length; from += WORKFLOWS_AT_ONCE) {
      const page = ids.slice(from, from + WORKFLOWS_AT_ONCE)
      await Promise.all(page.map(async (id) => standings.set(id, await readWorkflow(client, id))))
    }
    return standings
  })
}

/** How each service workflow stands. */
export async function readServices(address: string): Promise<Map<string, string>> {
  return await withClient(address, async (client) => {
    const standings = SERVICES.map(async ({ workflow }): Promise<[string, string]> => {
      const { status } = await client.workflow.getHandle(workflow).describe()
      return [workflow, status.name]
    })
    return new Map(await Promise.all(standings))
  })
}

async function withClient<T>(address: string, run: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address })
  try {
    return await run(new Client({ connection }))
  } finally {
    await connection.close()
  }
}

async function readWorkflow(client: Client, id: string): Promise<WorkflowStanding> {
  const handle = client.workflow.getHandle(id)
  return await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
    try {
      const { status } = await handle.describe()
      return { status: status.name, order: status.name === 'RUNNING' ? await ask() : null }
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { status: 'MISSING', order: null }
      throw error
    }
  })

  async function ask(): Promise<WorkflowSays> {
    try {
      const { status, version, doing, problem } = await handle.query<WorkflowSays>(QUERIES.state.name)
      return { status, version, doing, problem }
    } catch (error) {
      // One that cannot be replayed, for instance: it is there, and will never move again.
      const problem = `does not answer: ${error instanceof Error ? error.message : error}`
      return { status: 'UNKNOWN', version: 0, doing: 'something unknown', problem }
    }
  }
}
