import { Client, Connection, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client'
import { connectionOptions, type TemporalPlace } from '../../config/temporalConnection.ts'
import { crashPoint } from '../../crash/crashPoint.ts'
import type { OrderId, WithdrawalId } from '../../domain/ids.ts'
import { summarise } from '../../domain/order/describe.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { Tracing } from '../../telemetry/tracing.ts'
import {
  OPERATOR_SIGNALS,
  ORDER_TASK_QUEUE,
  type OrderInput,
  orderWorkflowType,
  QUERIES,
  RETRY_NOW,
  SIGNALS,
} from '../../workflows/messages.ts'
import { buyerIdKey, orderStatusKey, orderStuckKey, sellerIdKey } from '../../workflows/searchAttributes.ts'
import { WITHDRAWAL_SIGNALS } from '../../workflows/withdrawal/messages.ts'
import { call } from './call.ts'
import { deliver } from './deliver.ts'
import { type Acceptance, type OrderStanding, type TemporalPort, TemporalUnreachable } from './port.ts'
import { sendOrigin } from './sendOrigin.ts'
import { startWithdrawal } from './startWithdrawal.ts'
import { countStuckWithdrawals, listStuckOrders, readStuckReason } from './stuckOrders.ts'

const REACHABLE_TIMEOUT_MS = 1_000
/** The server takes 200 bytes of summary and refuses the start when there is more. */
const SUMMARY_BYTES = 200

export type TemporalConnection = {
  readonly port: TemporalPort
  /** For whoever has to know more than whether it answers. */
  readonly connection: Connection
  close(): Promise<void>
}

/** Speaks to Temporal. Connects with the first call, so that the API starts and answers reads while Temporal is away. */
export function openTemporal(place: TemporalPlace, tracing: Tracing | null = null): TemporalConnection {
  const connection = Connection.lazy({ ...connectionOptions(place), interceptors: [] })
  const interceptors = { workflow: [sendOrigin(tracing)] }
  const client = new Client({ connection, namespace: place.temporalNamespace, interceptors })
  const port: TemporalPort = {
    startOrder: (input) => deliver(() => startOrder(client, input)),
    signalOrder: (orderId, command) => signal(client, orderId, SIGNAL_NAMES[command.kind].name, command),
    retryOrder: (orderId, request) => signal(client, orderId, RETRY_NOW.name, request),
    readStuckReason: (id) => deliver(() => readStuckReason(client, id)),
    listStuckOrders: (limit) => deliver(() => listStuckOrders(client, limit)),
    countStuckWithdrawals: () => deliver(() => countStuckWithdrawals(client)),
    queryOrder: (orderId) => queryOrder(client, orderId),
    startWithdrawal: (input) => deliver(() => startWithdrawal(client, input)),
    retryWithdrawal: (id, request) => signal(client, id, WITHDRAWAL_SIGNALS.retryNow.name, request),
    giveUpWithdrawal: (id, command) => signal(client, id, WITHDRAWAL_SIGNALS.giveUp.name, command),
    async isReachable() {
      try {
        await connection.withDeadline(Date.now() + REACHABLE_TIMEOUT_MS, () =>
          connection.workflowService.getSystemInfo({}),
        )
        return true
      } catch {
        return false
      }
    },
  }
  return { port, connection, close: () => connection.close() }
}

const SIGNAL_NAMES = { ...SIGNALS, ...OPERATOR_SIGNALS }

/** Returns when the signal is in the workflow's history, or when the workflow has ended. */
function signal(client: Client, id: OrderId | WithdrawalId, name: string, input: object): Promise<Acceptance> {
  return deliver(async () => {
    try {
      const handle = client.workflow.getHandle(id)
      crashPoint('order.signal.before', `${id}:${name}`)
      await call(client, () => handle.signal(name, input))
      crashPoint('order.signal.after', `${id}:${name}`)
      return 'accepted'
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'not_running'
      throw error
    }
  })
}

/** A query needs a worker, and changes nothing: whatever keeps it from being answered is the same to who asks. */
async function queryOrder(client: Client, orderId: OrderId): Promise<OrderStanding | null> {
  try {
    const { status, version } = await call(client, () =>
      client.workflow.getHandle(orderId).query<OrderState>(QUERIES.state.name),
    )
    return { status, version }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw new TemporalUnreachable('unknown', error)
  }
}

async function startOrder(client: Client, input: OrderInput): Promise<void> {
  const { terms } = input
  crashPoint('order.start.before', terms.orderId)
  try {
    await call(client, () =>
      client.workflow.start(orderWorkflowType, {
        workflowId: terms.orderId,
        taskQueue: ORDER_TASK_QUEUE,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: firstBytes(summarise(terms), SUMMARY_BYTES),
        staticDetails: describeTerms(input),
        typedSearchAttributes: [
          { key: orderStatusKey, value: 'ORDER_CREATED' },
          { key: orderStuckKey, value: false },
          { key: buyerIdKey, value: terms.buyerId },
          { key: sellerIdKey, value: terms.sellerId },
        ],
      }),
    )
    crashPoint('order.start.after', terms.orderId)
  } catch (error) {
    // A repeated start of an order that is finished by now: it exists, which is all that was asked.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return
    throw error
  }
}

/** Markdown for the operator's page, beside the summary. It is fixed at the start; what changes is in the current details. */
function describeTerms(input: OrderInput): string {
  const { terms, createCommandId } = input
  const lines = [
    `- Order: \`${terms.orderId}\``,
    `- Buyer: \`${terms.buyerId}\``,
    `- Seller: \`${terms.sellerId}\``,
    `- Created by command: \`${createCommandId}\``,
  ]
  if (terms.clientOrderRef !== undefined) lines.push(`- The marketplace's reference: ${asCode(terms.clientOrderRef)}`)
  return lines.join('\n')
}

/** Code spans keep Markdown from reading a caller's text as markup. */
function asCode(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}

/** Cuts a text to a number of bytes, never inside a character. */
function firstBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= limit) return text
  return new TextDecoder().decode(bytes.subarray(0, limit), { stream: true })
}
