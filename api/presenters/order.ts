import type { OrderView } from '../../db/orders/read.ts'
import { formatCents, stroops } from '../../domain/money.ts'

/** An order as every answer about it shows it. */
export function presentOrder(order: OrderView) {
  return {
    id: order.id,
    clientOrderRef: order.clientOrderRef,
    status: order.status,
    finalStatus: order.finalStatus,
    buyerId: order.buyerId,
    sellerId: order.sellerId,
    amount: formatCents(stroops(BigInt(order.amountStroops))),
    currency: order.currency,
    title: order.title,
    description: order.description,
    metadata: order.metadata,
    escrow: order.escrow === null ? null : presentEscrow(order.escrow),
    version: order.version,
    createdAt: order.createdAt,
    created_at: order.createdAt,
    updatedAt: order.updatedAt,
    reservedAt: order.reservedAt,
    fundedAt: order.fundedAt,
    closedAt: order.closedAt,
  }
}

function presentEscrow(escrow: NonNullable<OrderView['escrow']>) {
  return {
    id: escrow.id,
    trustlessContractId: escrow.contractId,
    status: escrow.status,
    createdAt: escrow.createdAt,
    fundedAt: escrow.fundedAt,
  }
}
