import { Address, scValToNative, xdr } from '@stellar/stellar-sdk'
import type { Call } from '../actionOf.ts'
import { deriveContractId } from '../deriveContractId.ts'
import type { WorldSetup } from '../replayWorld.ts'
import { accountsOf } from './keypairs.ts'
import { codeKey, contractBalanceKey, instanceKey, storedEscrowKey, trustlineKey } from './ledgerKeys.ts'
import type { LedgerParties } from './setUpLedger.ts'

/** Far more than any call needs, and far less than the accounts have. */
export const GENEROUS_FEE_STROOPS = 1_000_000_000n
const INSTRUCTIONS = 50_000_000
const BYTES = 100_000

/**
 * A simulation that refuses tells no footprint. So that the call can be submitted all the same, it declares everything
 * that any call of the case could touch.
 */
export function everythingDeclared(call: Call, setup: WorldSetup, parties: LedgerParties): xdr.SorobanTransactionData {
  const { names, meta } = setup
  const deployment = deploymentIn(call, setup)
  const tokenId = names.addressOf('usdc')
  const accounts = accountsOf(names).filter((address) => address !== parties.issuer.publicKey())
  const contracts = names.all.map(names.addressOf).filter((address) => address.startsWith('C'))
  const touched = [...contracts, ...(deployment === undefined ? [] : [deployment.contractId])]
  const readWrite = [
    ...touched.flatMap((id) => [instanceKey(id), storedEscrowKey(id), contractBalanceKey(tokenId, id)]),
    ...accounts.map((owner) => trustlineKey(owner, parties.usdc)),
  ]
  const readOnly = [Buffer.from(meta.wasmSha256, 'hex'), ...(deployment?.hashes ?? [])].map(codeKey)
  return new xdr.SorobanTransactionData({
    ext: xdr.SorobanTransactionDataExt.v0(),
    resources: new xdr.SorobanResources({
      footprint: new xdr.LedgerFootprint({ readOnly: unique(readOnly), readWrite: unique(readWrite) }),
      instructions: INSTRUCTIONS,
      diskReadBytes: BYTES,
      writeBytes: BYTES,
    }),
    resourceFee: GENEROUS_FEE_STROOPS,
  })
}

/** A footprint names every entry once. */
function unique(keys: readonly xdr.LedgerKey[]): xdr.LedgerKey[] {
  return [...new Map(keys.map((key) => [key.toXdr('base64'), key])).values()]
}

function deploymentIn(
  { name, contractId, args }: Call,
  { meta }: WorldSetup,
): { readonly contractId: string; readonly hashes: readonly Uint8Array[] } | undefined {
  if (!name.startsWith('tw_new_')) return undefined
  const [wasmHash, salt] = args.slice(1, 3).map((value) => scValToNative(value) as Uint8Array)
  if (wasmHash === undefined || salt === undefined) return undefined
  return { contractId: deriveContractId(meta.network, contractId, salt), hashes: [wasmHash] }
}

/** What the caller's signature on the transaction stands for: the call, and the payment a funding makes. */
export function callersAuthorization(call: Call, setup: WorldSetup): xdr.SorobanAuthorizationEntry {
  const { contractId, name, args } = call
  const [funder, , amount] = args
  const isFunding = name === 'fund_escrow' && funder !== undefined && amount !== undefined
  const payment = (): xdr.SorobanAuthorizedInvocation =>
    invocation(setup.names.addressOf('usdc'), 'transfer', [
      funder ?? xdr.ScVal.scvVoid(),
      Address.fromString(contractId).toScVal(),
      amount ?? xdr.ScVal.scvVoid(),
    ])
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
    rootInvocation: invocation(contractId, name, args, isFunding ? [payment()] : []),
  })
}

function invocation(
  contractId: string,
  functionName: string,
  args: readonly xdr.ScVal[],
  subInvocations: xdr.SorobanAuthorizedInvocation[] = [],
): xdr.SorobanAuthorizedInvocation {
  const contractAddress = Address.fromString(contractId).toScAddress()
  return new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
      new xdr.InvokeContractArgs({ contractAddress, functionName, args: [...args] }),
    ),
    subInvocations,
  })
}
