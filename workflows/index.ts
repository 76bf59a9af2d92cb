export { order } from './order/order.ts'
export { auditor, deposits, treasury, wallets } from './services/services.ts'
export { withdrawal } from './withdrawal/withdrawal.ts'
