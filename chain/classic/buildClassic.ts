import { createHash } from 'node:crypto'
import { Account, Memo, Operation, type Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import { invariant } from '../../domain/invariant.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import type { AccountState } from '../accounts.ts'
import {
  type ClassicIntent,
  type CreateWalletsIntent,
  MAX_PAYMENTS_PER_TRANSACTION,
  MAX_WALLETS_PER_TRANSACTION,
  type TopUpIntent,
  type WithdrawIntent,
} from '../intent.ts'
import { type ChainConfig, usdcAsset } from '../network.ts'
import { withdrawalMark } from './withdrawalMark.ts'

export type ClassicDraft = {
  readonly stepKey: string
  readonly attempt: number
  readonly config: ChainConfig
  readonly source: string
  readonly sequence: bigint
  readonly feePerOperationStroops: bigint
  readonly maxTimeSeconds: number
  /** The accounts that the step touches, as far as they exist. */
  readonly existing: ReadonlyMap<string, AccountState>
}

/** Builds the transactions that need no vendor: wallets, top-ups and the treasury's trustline. */
export function buildClassic(intent: ClassicIntent, draft: ClassicDraft): Transaction {
  const builder = new TransactionBuilder(new Account(draft.source, draft.sequence.toString()), {
    fee: draft.feePerOperationStroops.toString(),
    networkPassphrase: draft.config.passphrase,
    timebounds: { minTime: minTimeOf(intent, draft), maxTime: draft.maxTimeSeconds },
    memo: intent.kind === 'withdraw' ? usersMemo(intent) : stepMemo(draft),
  })
  for (const operation of operationsOf(intent, draft)) builder.addOperation(operation)
  return builder.build()
}

/**
 * Makes every step's transaction its own. Two processes that pay the same amount to the same wallet in the same second would
 * otherwise sign the very same transaction, and two steps would point to one payment as their proof.
 */
function stepMemo({ stepKey, attempt }: ClassicDraft): Memo {
  return Memo.hash(createHash('sha256').update(`${stepKey}#${attempt}`).digest())
}

/**
 * The receiver reads the memo: it is what the user gave, or none. So a withdrawal's transaction is made its own by the moment
 * from which it is valid, which is long past.
 */
function minTimeOf(intent: ClassicIntent, { stepKey, attempt }: ClassicDraft): number {
  return intent.kind === 'withdraw' ? withdrawalMark(stepKey, attempt) : 0
}

function usersMemo({ memo }: WithdrawIntent): Memo {
  if (memo === null) return Memo.none()
  return memo.type === 'id' ? Memo.id(memo.value) : Memo.text(memo.value)
}

function operationsOf(intent: ClassicIntent, draft: ClassicDraft): xdr.Operation[] {
  switch (intent.kind) {
    case 'createWallets':
      return walletOperations(intent, draft)
    case 'topUp':
      return paymentOperations(intent, draft.config)
    case 'withdraw':
      return [withdrawalOperation(intent, draft.config)]
    case 'trustTreasury':
      return [Operation.changeTrust({ asset: usdcAsset(draft.config) })]
  }
}

/** How many operations the step's transaction has; its fee is counted per operation. */
export function countOperations(intent: ClassicIntent): number {
  switch (intent.kind) {
    case 'createWallets':
      return intent.addresses.length * 4
    case 'topUp':
      return intent.payments.length
    case 'trustTreasury':
    case 'withdraw':
      return 1
  }
}

/**
 * The sponsor pays all reserves, so the wallet needs no XLM. For a wallet that exists already only the trustline is
 * repeated, which changes nothing where there is one: the transaction applies either way and proves that they are ready.
 */
function walletOperations(intent: CreateWalletsIntent, draft: ClassicDraft): xdr.Operation[] {
  const { addresses } = intent
  checkBatch('wallets', addresses.length, MAX_WALLETS_PER_TRANSACTION)
  invariant(new Set(addresses).size === addresses.length, 'A batch names a wallet twice')
  const asset = usdcAsset(draft.config)
  return addresses.flatMap((wallet) => [
    Operation.beginSponsoringFutureReserves({ sponsoredId: wallet }),
    ...(draft.existing.has(wallet) ? [] : [Operation.createAccount({ destination: wallet, startingBalance: '0' })]),
    Operation.changeTrust({ asset, source: wallet }),
    Operation.endSponsoringFutureReserves({ source: wallet }),
  ])
}

function paymentOperations(intent: TopUpIntent, config: ChainConfig): xdr.Operation[] {
  const { payments } = intent
  checkBatch('payments', payments.length, MAX_PAYMENTS_PER_TRANSACTION)
  const asset = usdcAsset(config)
  return payments.map(({ address, amountStroops }) => {
    const amount = stroops(BigInt(amountStroops))
    invariant(amount > 0n, `The top-up of ${address} is not positive`)
    return Operation.payment({ destination: address, asset, amount: formatExact(amount) })
  })
}

function withdrawalOperation({ destination, amountStroops }: WithdrawIntent, config: ChainConfig): xdr.Operation {
  const amount = stroops(BigInt(amountStroops))
  invariant(amount > 0n, `The withdrawal to ${destination} is not positive`)
  return Operation.payment({ destination, asset: usdcAsset(config), amount: formatExact(amount) })
}

function checkBatch(what: string, count: number, max: number): void {
  invariant(count >= 1 && count <= max, `A transaction carries 1 to ${max} ${what}, not ${count}`)
}
