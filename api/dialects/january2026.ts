import { JANUARY_2026, nameOfJanuary } from '../../domain/eventNames.ts'
import type { UserId } from '../../domain/ids.ts'
import type { Pagination, Success, SuccessPage } from '../answer.ts'
import { presentBalance } from '../presenters/balance.ts'
import type { OrderData } from '../presenters/order.ts'
import type { Dialect, Shape, Sources } from './dialect.ts'
import { snakeCase } from './snakeCase.ts'

/** Bare objects in snake_case, each with the fields that this version gives it and no others. */
export const january2026: Dialect = {
  version: JANUARY_2026,
  async translate(shape, answer, sources) {
    if (answer.status >= 400) return answer
    const body = await translateBody(shape, answer.body, sources)
    if (answer.keptBody === undefined) return { ...answer, body }
    return { ...answer, body, keptBody: await translateBody(shape, answer.keptBody, sources) }
  },
  eventName: nameOfJanuary,
}

/** An order whose command has not come out yet carries the place where the outcome will be. */
type MaybePending = OrderData & { readonly command?: unknown }

async function translateBody(shape: Shape, body: unknown, sources: Sources): Promise<unknown> {
  switch (shape) {
    case 'page':
    case 'events':
    case 'orderPage':
      return page(shape, body as SuccessPage<unknown>)
    case 'object':
      return snakeCase(dataOf(body))
    default:
      return order(shape, dataOf(body) as MaybePending, sources)
  }
}

function dataOf(body: unknown): unknown {
  return (body as Success<unknown>).data
}

function page(shape: 'page' | 'events' | 'orderPage', { data, pagination }: SuccessPage<unknown>): unknown {
  return { data: data.map((item) => listed(shape, item)), pagination: pageFacts(pagination) }
}

function listed(shape: 'page' | 'events' | 'orderPage', item: unknown): unknown {
  // An event keeps the envelope that every way out of the system gives it.
  if (shape === 'events') return item
  return shape === 'orderPage' ? listedOrder(item as OrderData) : snakeCase(item)
}

function pageFacts({ has_more, next_cursor }: Pagination) {
  return { has_more, next_cursor }
}

function listedOrder({ id, status, amount, currency, createdAt }: OrderData) {
  return { id, status, amount, currency, created_at: createdAt }
}

async function order(
  shape: 'order' | 'newOrder' | 'reservation' | 'cancellation',
  data: MaybePending,
  sources: Sources,
): Promise<unknown> {
  const command = data.command === undefined ? {} : { command: snakeCase(data.command) }
  switch (shape) {
    case 'order':
      return { ...fullOrder(data), ...command }
    case 'newOrder':
      return { ...newOrder(data), ...command }
    case 'cancellation':
      return { order_id: data.id, status: data.status, ...command }
    case 'reservation':
      return { ...(await reservation(data, sources)), ...command }
  }
}

function newOrder(data: OrderData) {
  return {
    id: data.id,
    client_order_ref: data.clientOrderRef,
    status: data.status,
    amount: data.amount,
    currency: data.currency,
    created_at: data.createdAt,
  }
}

function fullOrder(data: OrderData) {
  const { escrow } = data
  return {
    id: data.id,
    status: data.status,
    buyer_id: data.buyerId,
    seller_id: data.sellerId,
    amount: data.amount,
    currency: data.currency,
    escrow:
      escrow === null
        ? null
        : { escrow_id: escrow.id, trustless_contract_id: escrow.trustlessContractId, status: escrow.status },
    ...(data.milestones.length > 0 && { milestones: data.milestones.map(milestone) }),
    dispute_id: data.disputeId,
    timestamps: { created_at: data.createdAt, updated_at: data.updatedAt },
  }
}

/** A milestone has one name in this version. */
function milestone({ ref: _, ...facts }: OrderData['milestones'][number]) {
  return snakeCase(facts)
}

/** The balance is read after the command: it is how the buyer stands now, other orders included. */
async function reservation(data: OrderData, sources: Sources) {
  const buyerId = data.buyerId as UserId
  const { available, reserved } = presentBalance(buyerId, await sources.balanceOf(buyerId))
  return {
    order_id: data.id,
    status: data.status,
    reserved_amount: data.reservedAt === null ? '0.00' : data.amount,
    balance_snapshot: { available, reserved },
  }
}
