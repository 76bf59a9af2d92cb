export { order } from './order/order.ts'
export { deposits, treasury, wallets } from './services/services.ts'
