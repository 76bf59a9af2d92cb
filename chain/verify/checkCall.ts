import { Address, type xdr } from '@stellar/stellar-sdk'
import { firstDifference } from './compareValues.ts'
import type { ExpectedArgument, ExpectedCall } from './expectation.ts'
import { demand } from './refusal.ts'

/** The operation must be exactly the expected call. Returns its arguments as they stand in the transaction. */
export function checkCall(operation: xdr.Operation, expected: ExpectedCall): xdr.InvokeContractArgs {
  const { body } = operation
  demand(body.type === 'invokeHostFunction', `the operation is ${body.type}, not a contract call`)
  const { hostFunction } = body.invokeHostFunctionOp
  demand(
    hostFunction.type === 'hostFunctionTypeInvokeContract',
    `the host function is ${hostFunction.type}, not a contract call`,
  )
  const { invokeContract } = hostFunction
  const contractId = Address.fromScAddress(invokeContract.contractAddress).toString()
  demand(contractId === expected.contractId, `it calls contract ${contractId} instead of ${expected.contractId}`)
  const functionName = invokeContract.functionName.toString()
  demand(functionName === expected.functionName, `it calls ${functionName} instead of ${expected.functionName}`)
  checkArguments(invokeContract.args, expected)
  return invokeContract
}

function checkArguments(actual: readonly xdr.ScVal[], expected: ExpectedCall): void {
  const required = expected.args.filter((argument) => argument.isOptional !== true)
  const wanted = actual.length === required.length ? required : expected.args
  const countFits = actual.length === wanted.length
  demand(countFits, `${expected.functionName} has ${actual.length} arguments instead of ${required.length}`)
  for (const [index, value] of actual.entries()) {
    const argument = wanted[index]
    demand(argument !== undefined, `argument ${index} is not expected`)
    checkArgument(argument, value)
  }
}

function checkArgument(argument: ExpectedArgument, actual: xdr.ScVal): void {
  if (argument.value === 'any_32_bytes') {
    const fits = actual.type === 'scvBytes' && actual.bytes.toBytes().length === 32
    demand(fits, `the argument ${argument.name} is not 32 bytes`)
    return
  }
  const difference = firstDifference(argument.name, argument.value, actual)
  demand(difference === null, `the argument ${difference} is not what was asked for`)
}
