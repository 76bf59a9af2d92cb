import type { OrderId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

export type ContractOwner = { readonly orderId: OrderId; readonly hasMilestones: boolean; readonly isOpen: boolean }

/** The orders of all contracts that the database knows. */
export async function contractOwners({ sql }: Pick<Database, 'sql'>): Promise<Map<string, ContractOwner>> {
  const rows = await sql<(ContractOwner & { contractId: string })[]>`
    select e.contract_id as "contractId", o.id as "orderId", o.milestones is not null as "hasMilestones",
      o.status <> 'CLOSED' as "isOpen"
    from escrows e join orders o on o.id = e.order_id where e.contract_id is not null`
  return new Map(rows.map(({ contractId, ...owner }) => [contractId, owner]))
}
