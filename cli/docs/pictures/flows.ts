import { releasePayout } from '../../../domain/ledger/personPayout.ts'
import { resolutionPayout } from '../../../domain/ledger/resolutionPayout.ts'
import { depositPosting } from '../../../domain/ledger/rules/deposit.ts'
import { feeTopUpPosting } from '../../../domain/ledger/rules/feeTopUp.ts'
import { fundPosting } from '../../../domain/ledger/rules/fund.ts'
import { releasePosting } from '../../../domain/ledger/rules/release.ts'
import { reservePosting } from '../../../domain/ledger/rules/reserve.ts'
import { resolutionPosting } from '../../../domain/ledger/rules/resolution.ts'
import { type Stroops, stroops } from '../../../domain/money.ts'
import { BUYER, CONTRACT, drawMoneyFlow, type FlowStep, ORDER, SELLER } from './moneyFlow.ts'

const UNIT = 10_000_000n
const units = (amount: bigint): Stroops => stroops(amount * UNIT)
const PRICE = units(50n)
const proof = { transactionHash: 'example', ledger: 1 }
const order = { orderId: ORDER, buyerId: BUYER, sellerId: SELLER, contractId: CONTRACT, proof }
const key = (step: string) => `${ORDER}:${step}`

function untilFunded(): FlowStep[] {
  const facts = { ...order, amount: PRICE }
  return [
    {
      name: '1  Deposit',
      how: '100.00 USDC reach\nthe buyer’s wallet',
      posting: depositPosting({ eventId: 'example', userId: BUYER, amount: units(100n), proof }),
    },
    { name: '2  Reserve', how: 'only in the ledger', posting: reservePosting({ ...facts, key: key('reserve') }) },
    {
      name: '3  Fund',
      how: 'the wallet pays\nthe contract',
      posting: fundPosting({ ...facts, key: key('fund'), milestones: [] }),
    },
  ]
}

/** The money of an order that is released. */
export function drawReleaseFlow(): string {
  const payout = releasePayout(PRICE, 0, 'platform_absorbs')
  const topUp = { orderId: ORDER, userId: SELLER, cause: '', amount: payout.topUp, proof }
  const steps: FlowStep[] = [
    ...untilFunded(),
    {
      name: '4  Release',
      how: 'the contract pays, and\nkeeps 0.30 % for itself',
      posting: releasePosting({ ...order, key: key('release'), amount: PRICE, payout }),
    },
    { name: '5  Top-up', how: 'the platform makes\nup for the fee', posting: feeTopUpPosting(topUp) },
  ]
  return drawMoneyFlow('What each step of a released order books, and what everybody has then', steps, units(10n))
}

/** The money of an order whose dispute is split. */
export function drawSplitFlow(): string {
  const parts = { release: units(30n), refund: units(20n), dust: stroops(0n) }
  const { seller, buyer } = resolutionPayout(parts, 0, 'platform_absorbs')
  const topUp = { orderId: ORDER, cause: '', proof }
  const resolution = { ...order, key: key('resolve'), parts, platformFeeBps: 0, feePolicy: 'platform_absorbs' } as const
  const steps: FlowStep[] = [
    ...untilFunded(),
    {
      name: '4  Split 30 : 20',
      how: 'the contract pays both,\nand keeps 0.30 %',
      posting: resolutionPosting(resolution),
    },
    {
      name: '5  Top-up, seller',
      how: 'the platform makes\nup for the fee',
      posting: feeTopUpPosting({ ...topUp, userId: SELLER, amount: seller.topUp }),
    },
    {
      name: '6  Top-up, buyer',
      how: 'the platform makes\nup for the fee',
      posting: feeTopUpPosting({ ...topUp, userId: BUYER, amount: buyer.topUp }),
    },
  ]
  return drawMoneyFlow('What each step of a split order books, and what everybody has then', steps, units(10n))
}
