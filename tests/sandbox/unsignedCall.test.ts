import { Account, BASE_FEE, Contract, Keypair, rpc, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { assembled, unsignedCall, unsignedEnvelope } from '../../sandbox/trustlessWork/unsignedCall.ts'

const networkPassphrase = 'Standalone Network ; February 2017'
const contractId = 'CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA'
const address = Keypair.random().publicKey()
const args = [xdr.ScVal.scvU32(3), xdr.ScVal.scvString('“für alle”')]

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }))
afterEach(() => void vi.useRealTimers())

const actor = { address, sequence: 41n }
const call = { contractId, functionName: 'approve_milestone', args }

function bySdk(timeoutSeconds: number) {
  return new TransactionBuilder(new Account(address, '41'), { fee: BASE_FEE, networkPassphrase })
    .addOperation(new Contract(contractId).call(call.functionName, ...args))
    .setTimeout(timeoutSeconds)
    .build()
}

describe('an unsigned contract call', () => {
  test.each([0, 3, 300])('is what the SDK builds, valid for %i seconds (0: for ever)', (seconds) => {
    expect(unsignedEnvelope(unsignedCall(actor, call, seconds).transaction)).toBe(bySdk(seconds).toXdr())
  })

  test('is assembled with what its simulation found, as the SDK does it', () => {
    const key = xdr.LedgerKey.account(
      new xdr.LedgerKeyAccount({ accountId: Keypair.fromPublicKey(address).xdrAccountId() }),
    )
    const data = new xdr.SorobanTransactionData({
      ext: xdr.SorobanTransactionDataExt.v0(),
      resources: new xdr.SorobanResources({
        footprint: new xdr.LedgerFootprint({ readOnly: [key], readWrite: [] }),
        instructions: 5_000_000,
        diskReadBytes: 100,
        writeBytes: 200,
      }),
      resourceFee: 700_001n,
    })
    const unsigned = unsignedCall(actor, call, 300)
    const auth = new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
      rootInvocation: new xdr.SorobanAuthorizedInvocation({
        function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
          new xdr.InvokeContractArgs({
            contractAddress: new Contract(contractId).address().toScAddress(),
            functionName: call.functionName,
            args,
          }),
        ),
        subInvocations: [],
      }),
    })
    const simulation = {
      id: '1',
      latestLedger: 1,
      transactionData: data.toXdr('base64'),
      minResourceFee: '700001',
      results: [{ auth: [auth.toXdr('base64')], xdr: xdr.ScVal.scvVoid().toXdr('base64') }],
    }
    const expected = rpc.assembleTransaction(bySdk(300), simulation).build().toXdr()
    expect(unsignedEnvelope(assembled(unsigned, data, [auth]))).toBe(expected)
  })
})
