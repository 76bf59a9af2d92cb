import type { xdr } from '@stellar/stellar-sdk'
import { changeTrustRule } from './changeTrust.ts'
import { createAccountRule } from './createAccount.ts'
import { invokeHostFunctionRule } from './invokeHostFunction.ts'
import { manageDataRule } from './manageData.ts'
import type { OperationRule } from './operationRule.ts'
import { paymentRule } from './payment.ts'
import { setOptionsRule } from './setOptions.ts'
import { beginSponsoringRule, endSponsoringRule } from './sponsoring.ts'

/** The rules of an operation, or nothing for the kinds this network does not carry out. */
export function ruleFor(body: xdr.OperationBody): OperationRule | undefined {
  switch (body.type) {
    case 'createAccount':
      return createAccountRule(body.createAccountOp)
    case 'payment':
      return paymentRule(body.paymentOp)
    case 'changeTrust':
      return changeTrustRule(body.changeTrustOp)
    case 'setOptions':
      return setOptionsRule(body.setOptionsOp)
    case 'manageData':
      return manageDataRule(body.manageDataOp)
    case 'beginSponsoringFutureReserves':
      return beginSponsoringRule(body.beginSponsoringFutureReservesOp)
    case 'endSponsoringFutureReserves':
      return endSponsoringRule()
    case 'invokeHostFunction':
      return invokeHostFunctionRule(body.invokeHostFunctionOp)
    default:
      return undefined
  }
}
