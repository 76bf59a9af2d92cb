import type { xdr } from '@stellar/stellar-sdk'
import { accountMergeRule } from './accountMerge.ts'
import { bumpSequenceRule } from './bumpSequence.ts'
import { changeTrustRule } from './changeTrust.ts'
import { claimClaimableBalanceRule } from './claimClaimableBalance.ts'
import { createAccountRule } from './createAccount.ts'
import { createClaimableBalanceRule } from './createClaimableBalance.ts'
import { extendFootprintTtlRule } from './extendFootprintTtl.ts'
import { invokeHostFunctionRule } from './invokeHostFunction.ts'
import { manageDataRule } from './manageData.ts'
import type { OperationRule } from './operationRule.ts'
import { pathPaymentStrictReceiveRule } from './pathPaymentStrictReceive.ts'
import { pathPaymentStrictSendRule } from './pathPaymentStrictSend.ts'
import { paymentRule } from './payment.ts'
import { restoreFootprintRule } from './restoreFootprint.ts'
import { setOptionsRule } from './setOptions.ts'
import { setTrustLineFlagsRule } from './setTrustLineFlags.ts'
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
    case 'pathPaymentStrictReceive':
      return pathPaymentStrictReceiveRule(body.pathPaymentStrictReceiveOp)
    case 'pathPaymentStrictSend':
      return pathPaymentStrictSendRule(body.pathPaymentStrictSendOp)
    case 'createClaimableBalance':
      return createClaimableBalanceRule(body.createClaimableBalanceOp)
    case 'claimClaimableBalance':
      return claimClaimableBalanceRule(body.claimClaimableBalanceOp)
    case 'accountMerge':
      return accountMergeRule(body.destination)
    case 'setTrustLineFlags':
      return setTrustLineFlagsRule(body.setTrustLineFlagsOp)
    case 'bumpSequence':
      return bumpSequenceRule(body.bumpSequenceOp)
    case 'extendFootprintTtl':
      return extendFootprintTtlRule(body.extendFootprintTtlOp)
    case 'restoreFootprint':
      return restoreFootprintRule()
    case 'invokeHostFunction':
      return invokeHostFunctionRule(body.invokeHostFunctionOp)
    default:
      return undefined
  }
}
