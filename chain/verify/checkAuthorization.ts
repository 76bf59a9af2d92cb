import { Address, type xdr } from '@stellar/stellar-sdk'
import { sameVal } from '../scval.ts'
import type { ExpectedSubcall } from './expectation.ts'
import { demand } from './refusal.ts'

/**
 * Our signature on the envelope authorises whatever the source-account entries list. So there may be one, for the very
 * call of the operation, and below it only the calls that the contract has to make in the signer's name.
 */
export function checkAuthorization(
  entries: readonly xdr.SorobanAuthorizationEntry[],
  invoked: xdr.InvokeContractArgs,
  subcalls: readonly ExpectedSubcall[],
): void {
  demand(entries.length === 1, `it has ${entries.length} authorisation entries instead of one`)
  const [entry] = entries
  demand(entry !== undefined, 'it has no authorisation entry')
  demand(
    entry.credentials.type === 'sorobanCredentialsSourceAccount',
    `its authorisation has credentials of type ${entry.credentials.type}, not those of the source account`,
  )
  const root = entry.rootInvocation
  const authorized = contractCall(root)
  demand(authorized.toXdr('base64') === invoked.toXdr('base64'), 'its authorisation is for another call')
  checkSubcalls(root.subInvocations, subcalls)
}

function checkSubcalls(actual: readonly xdr.SorobanAuthorizedInvocation[], expected: readonly ExpectedSubcall[]): void {
  demand(
    actual.length === expected.length,
    `its authorisation covers ${actual.length} further calls instead of ${expected.length}`,
  )
  for (const [index, subcall] of expected.entries()) {
    const invocation = actual[index]
    demand(invocation !== undefined, 'its authorisation lacks a call')
    demand(
      isCall(contractCall(invocation), subcall),
      `its authorisation covers a call other than ${subcall.functionName}`,
    )
    demand(invocation.subInvocations.length === 0, `its authorisation covers calls below ${subcall.functionName}`)
  }
}

function contractCall(invocation: xdr.SorobanAuthorizedInvocation): xdr.InvokeContractArgs {
  const authorized = invocation.function
  demand(
    authorized.type === 'sorobanAuthorizedFunctionTypeContractFn',
    `its authorisation is for ${authorized.type}, not a contract call`,
  )
  return authorized.contractFn
}

function isCall(actual: xdr.InvokeContractArgs, expected: ExpectedSubcall): boolean {
  return (
    Address.fromScAddress(actual.contractAddress).toString() === expected.contractId &&
    actual.functionName.toString() === expected.functionName &&
    actual.args.length === expected.args.length &&
    expected.args.every((value, index) => {
      const other = actual.args[index]
      return other !== undefined && sameVal(value, other)
    })
  )
}
