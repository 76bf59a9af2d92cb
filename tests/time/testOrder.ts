import { WorkflowNotFoundError } from '@temporalio/client'
import { newId } from '../../db/newId.ts'
import type { CommandId, OrderId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import type { OperatorCommand } from '../../domain/order/operator.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import { waitUntil } from '../../local/waitUntil.ts'
import { OPERATOR_SIGNALS, QUERIES, RETRY_NOW, type RetryRequest } from '../../workflows/messages.ts'
import type { OrderSnapshot } from '../../workflows/order/order.ts'
import type { EscrowStep } from './escrowDouble.ts'
import { runIdsOf } from './runIds.ts'
import type { TimeSkipping } from './startTimeSkipping.ts'

type WithoutId<C> = C extends OrderCommand | OperatorCommand ? Omit<C, 'commandId'> : never

/** One order's workflow, as its marketplace and its operator see it. */
export type TestOrder = {
  readonly id: OrderId
  send(command: WithoutId<OrderCommand>): Promise<void>
  /** A signal of support's; answers with the id under which its outcome is recorded. */
  operate(command: WithoutId<OperatorCommand>): Promise<CommandId>
  retryNow(request?: RetryRequest): Promise<void>
  state(): Promise<OrderSnapshot>
  /** Waits in real time, for what takes no time of the workflow's own. */
  until(isTrue: (state: OrderSnapshot) => boolean): Promise<OrderSnapshot>
  /** Search attributes by name. */
  attributes(): Promise<Record<string, unknown>>
  /** Moments, by the server's clock, at which a step of this order was tried. */
  attemptsAt(step: EscrowStep): number[]
  /** The run that is going on. */
  runId(): Promise<string>
  /** All runs, oldest first: more than one once the order has continued as new. */
  runIds(): Promise<string[]>
  /** Ends the workflow, wherever it stands. */
  end(): Promise<void>
}

const REAL_TIME_LIMIT_MS = 20_000

export type TestOrderOptions = {
  readonly terms?: Partial<OrderTerms>
  /** As a new order by default; false is an order from before contracts were renewed. */
  readonly renewsContract?: boolean
}

export async function startTestOrder(
  time: Pick<TimeSkipping, 'port' | 'client' | 'escrow'>,
  options: TestOrderOptions = {},
): Promise<TestOrder> {
  const terms: OrderTerms = {
    orderId: newId('order'),
    buyerId: newId('user'),
    sellerId: newId('user'),
    amountStroops: '500000000',
    currency: 'USD',
    platformFeeBps: 0,
    ...options.terms,
  }
  const id = terms.orderId
  await time.port.startOrder({
    terms,
    createCommandId: newId('command'),
    renewsContract: options.renewsContract ?? true,
    logsOperators: true,
  })
  const handle = time.client.workflow.getHandle(id)
  const state = () => handle.query<OrderSnapshot>(QUERIES.state.name)
  return {
    id,
    async send(command) {
      const sent = await time.port.signalOrder(id, { ...command, commandId: newId('command') } as OrderCommand)
      invariant(sent === 'accepted', `Order ${id} has ended and took no ${command.kind}`)
    },
    async operate(command) {
      const commandId = newId('command')
      await handle.signal(OPERATOR_SIGNALS[command.kind].name, { ...command, commandId })
      return commandId
    },
    retryNow: (request) => handle.signal(RETRY_NOW.name, ...(request ? [request] : [])),
    state,
    async until(isTrue) {
      let last = await state()
      const ask = async () => {
        last = await state()
        return isTrue(last)
      }
      if (await waitUntil(ask, { timeoutMs: REAL_TIME_LIMIT_MS, everyMs: 20 })) return last
      throw new Error(
        `Order ${id} did not come that far within ${REAL_TIME_LIMIT_MS / 1000} s: ${JSON.stringify(last)}`,
      )
    },
    async attributes() {
      const { typedSearchAttributes } = await handle.describe()
      return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]))
    },
    attemptsAt: (step) =>
      time.escrow.attempts
        .filter(({ orderId, step: tried }) => orderId === id && tried === step)
        .map(({ atMs }) => atMs),
    runId: async () => (await handle.describe()).runId,
    runIds: () => runIdsOf(time.client, id),
    async end() {
      await handle.terminate('the test is over').catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error
      })
    },
  }
}
