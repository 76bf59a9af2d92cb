import type { Facts, OrderRow, WorkflowStanding } from './facts.ts'
import { duplicated, type Finding, lost, violation } from './finding.ts'
import { type Implied, implyOrder } from './implied.ts'
import type { Journal, OrderRecord } from './record.ts'

/** Each order stands where its commands led it, has the one workflow that it needs, and told its story once. */
export function checkOrders(journal: Journal, facts: Facts): Finding[] {
  const rows = new Map(facts.orders.map((row) => [row.id, row]))
  const findings: Finding[] = []
  for (const order of journal.orders.values()) {
    const implied = implyOrder(
      order,
      journal.keys.filter(({ orderId }) => orderId === order.orderId),
    )
    const row = rows.get(order.orderId)
    findings.push(...implied.findings)
    if (row === undefined) findings.push(lost(`Order ${order.orderId} was created and is not in the database.`))
    else findings.push(...checkRow(row, implied), ...checkWorkflow(row, facts.workflows.get(row.id)))
    findings.push(...checkEvents(order, implied, facts))
  }
  const unknown = facts.orders.filter(({ id }) => !journal.orders.has(id))
  findings.push(...checkServices(facts))
  return [...findings, ...unknown.map(({ id }) => duplicated(`There is an order ${id} that no answer ever named.`))]
}

/** What works for all orders has to go on as well. */
function checkServices({ services }: Facts): Finding[] {
  const ended = [...services].filter(([, status]) => status !== 'RUNNING')
  return ended.map(([service, status]) => lost(`The service "${service}" is ${status}.`))
}

function checkRow(row: OrderRow, implied: Implied): Finding[] {
  if (row.status === implied.status && row.finalStatus === implied.finalStatus) return []
  const is = statusInWords(row)
  return [violation(`Order ${row.id} is ${is}; by the commands that succeeded it is ${statusInWords(implied)}.`)]
}

function statusInWords({ status, finalStatus }: { status: string; finalStatus: string | null }): string {
  return finalStatus === null ? status : `${status}(${finalStatus})`
}

function checkWorkflow(row: OrderRow, workflow: WorkflowStanding | undefined): Finding[] {
  const wanted = row.status === 'CLOSED' ? 'COMPLETED' : 'RUNNING'
  const status = workflow?.status ?? 'MISSING'
  if (status !== wanted) return [lost(`Order ${row.id} is ${row.status}, but its workflow is ${status}.`)]
  const said = workflow?.order
  if (said && (said.status !== row.status || said.version !== row.version)) {
    const words = `${said.status} in version ${said.version}`
    return [violation(`Order ${row.id} is ${row.status} in version ${row.version}; its workflow says ${words}.`)]
  }
  return []
}

/** An order begins once and ends once at most, and both are told. */
function checkEvents({ orderId }: OrderRecord, implied: Implied, { events }: Facts): Finding[] {
  const counts = new Map(events.filter((event) => event.orderId === orderId).map(({ type, count }) => [type, count]))
  const wanted = { 'order.created': 1, 'order.closed': implied.status === 'CLOSED' ? 1 : 0 }
  return Object.entries(wanted).flatMap(([type, times]) => {
    const count = counts.get(type) ?? 0
    if (count === times) return []
    const says = `Order ${orderId} has ${count} events "${type}" instead of ${times}.`
    return [count > times ? duplicated(says) : lost(says)]
  })
}
