import { z } from 'zod'
import type { Reserves } from '../../db/audit/reserves.ts'
import type { AccountKind } from '../../domain/ledger/accounts.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import { count, currency, exactMoney, moment } from './fields.ts'
import { findingSchema, presentFinding } from './finding.ts'

export const reservesSchema = z
  .object({
    currency,
    owed: z
      .object({
        available: exactMoney,
        reserved: exactMoney,
        escrow: exactMoney,
        withdrawals: exactMoney,
        total: exactMoney,
      })
      .meta({
        description: 'What people have: free, set aside for orders, locked in contracts, and set aside to be paid out.',
      }),
    held: z.object({ wallets: exactMoney, escrows: exactMoney, treasury: exactMoney, total: exactMoney }).meta({
      description: 'What is held on chain by the ledger, which is compared with the chain account by account.',
    }),
    difference: exactMoney.meta({
      description: 'What the chain was seen to hold beyond that; negative if it is less.',
    }),
    fees: z.object({ protocolPaid: exactMoney, platformEarned: exactMoney }),
    suspense: exactMoney.meta({ description: 'Held on chain and owed to nobody that is known.' }),
    countedAt: moment.nullable().meta({ description: 'When these amounts were counted, all at one instant.' }),
    round: z
      .object({
        ledger: z
          .int()
          .min(0)
          .meta({ description: 'Everything was read in this ledger of the network or a later one.' }),
        startedAt: moment,
        completedAt: moment,
        accounts: count,
        orders: count.meta({ description: 'Open orders. Closed ones are looked at more rarely.' }),
      })
      .nullable()
      .meta({
        description:
          'The last time that every account, every open order and every pending withdrawal was compared; null before the first.',
      }),
    findings: z.object({
      open: count,
      alarmed: count.meta({ description: 'Those of them that are older than two ledgers.' }),
    }),
    oldest: findingSchema.nullable().meta({ description: 'The oldest difference that nothing on its way explains.' }),
  })
  .meta({ id: 'Reserves' })

export function presentReserves(reserves: Reserves, nowMs: number): z.infer<typeof reservesSchema> {
  const of = (...kinds: AccountKind[]) =>
    formatExact(stroops(kinds.reduce((sum, kind) => sum + (reserves.totals[kind] ?? 0n), 0n)))
  return {
    currency: 'USD',
    owed: {
      available: of('userAvailable'),
      reserved: of('orderReserved'),
      escrow: of('orderEscrow'),
      withdrawals: of('withdrawalPending'),
      total: of('userAvailable', 'orderReserved', 'orderEscrow', 'withdrawalPending'),
    },
    held: {
      wallets: of('wallet'),
      escrows: of('escrow'),
      treasury: of('treasury'),
      total: of('wallet', 'escrow', 'treasury'),
    },
    difference: formatExact(stroops(reserves.differenceStroops)),
    fees: { protocolPaid: of('protocolFees'), platformEarned: of('platformFees') },
    suspense: of('suspense'),
    countedAt: reserves.countedAt,
    round: reserves.round,
    findings: { open: reserves.open, alarmed: reserves.alarmed },
    oldest: reserves.oldest === null ? null : presentFinding(reserves.oldest, nowMs),
  }
}
