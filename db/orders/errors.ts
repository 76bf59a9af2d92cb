import type { OrderChange } from '../../domain/order/change.ts'

/** The order's row has not come to the version that the change was decided on; nothing was written. */
export class OrderVersionMoved extends Error {
  override readonly name = 'OrderVersionMoved'

  constructor({ orderId, expectedVersion, key }: Pick<OrderChange, 'orderId' | 'expectedVersion' | 'key'>) {
    super(
      `Order ${orderId} has not come to version ${expectedVersion}, on which change ${key} was decided. Nothing was written; ` +
        'compare the workflow of the order with its row.',
    )
  }
}
