import { auditBooks } from '../audit/auditBooks.ts'
import { deliverWebhooks } from '../webhooks/deliverWebhooks.ts'
import type { ServiceDependencies } from './dependencies.ts'
import { payTopUps } from './payTopUps.ts'
import { provisionWallets } from './provisionWallets.ts'
import { type Reached, watchDeposits } from './watchDeposits.ts'

/** The shifts of the service workflows. */
export type ServiceActivities = {
  watchDeposits(): Promise<Reached>
  provisionWallets(): Promise<void>
  payTopUps(): Promise<void>
  auditBooks(): Promise<void>
  deliverWebhooks(): Promise<void>
}

export function createServiceActivities(dependencies: ServiceDependencies): ServiceActivities {
  return {
    watchDeposits: () => watchDeposits(dependencies),
    provisionWallets: () => provisionWallets(dependencies),
    payTopUps: () => payTopUps(dependencies),
    auditBooks: () => auditBooks(dependencies),
    deliverWebhooks: () => deliverWebhooks(dependencies),
  }
}
