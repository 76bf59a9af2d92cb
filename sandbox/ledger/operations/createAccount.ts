import { Asset, xdr } from '@stellar/stellar-sdk'
import { addressOf, newAccount, readAccount, writeAccount } from '../account.ts'
import { destinationTag, moveEvent } from '../assetEvents.ts'
import {
  minimumBalanceStroops,
  requireAccount,
  SPONSORED_ACCOUNT_RESERVES,
  spendableStroops,
  takeAccountReserve,
} from '../reserves.ts'
import { inner } from '../results.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const result = (value: xdr.CreateAccountResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.createAccount(value))

/** Creates an account with a starting balance, zero only if somebody sponsors its reserve. */
export function createAccountRule(operation: xdr.CreateAccountOp): OperationRule {
  const success = result(xdr.CreateAccountResult.createAccountSuccess())
  return {
    threshold: 'medium',
    success,
    check: (source) => {
      const malformed = operation.startingBalance < 0n || addressOf(operation.destination) === source
      return malformed ? result(xdr.CreateAccountResult.createAccountMalformed()) : undefined
    },
    apply: (context) => {
      const refusal = createAccount(context, operation)
      return refusal === undefined ? success : result(refusal)
    },
  }
}

function createAccount(context: OperationContext, operation: xdr.CreateAccountOp): xdr.CreateAccountResult | undefined {
  const { overlay, source, at, sponsorships, frame, network } = context
  const address = addressOf(operation.destination)
  const amountStroops = operation.startingBalance
  if (readAccount(overlay, address) !== undefined) return xdr.CreateAccountResult.createAccountAlreadyExist()
  const sponsor = sponsorships.get(address)
  const sponsored = sponsor === undefined ? {} : { sponsor, sponsoredReserves: SPONSORED_ACCOUNT_RESERVES }
  const created = { ...newAccount(address, amountStroops, BigInt(at.sequence) << 32n), ...sponsored }
  if (amountStroops < minimumBalanceStroops(created)) return xdr.CreateAccountResult.createAccountLowReserve()
  if (sponsor !== undefined && !takeAccountReserve(overlay, sponsor)) {
    return xdr.CreateAccountResult.createAccountLowReserve()
  }
  const payer = requireAccount(overlay, source)
  if (spendableStroops(payer) < amountStroops) return xdr.CreateAccountResult.createAccountUnderfunded()
  writeAccount(overlay, { ...payer, balanceStroops: payer.balanceStroops - amountStroops })
  writeAccount(overlay, created)
  if (amountStroops > 0n) {
    const tag = destinationTag(undefined, frame.inner.memo)
    const move = { asset: Asset.native(), from: source, to: address, amountStroops, destinationTag: tag }
    context.events.push(moveEvent(network, move))
  }
  return undefined
}
