export { order } from './order/order.ts'
export { auditor, deposits, treasury, wallets, webhooks } from './services/services.ts'
