import { Address, xdr } from '@stellar/stellar-sdk'
import type { EscrowRoles, EscrowTerms } from '../intent.ts'
import type { TrustlessWork } from '../trustlessWork/client.ts'

/** The contracts that Trustless Work deploys escrows with, as they stand in transactions that it builds. */
export type VendorContracts = {
  readonly factoryId: string
  readonly multiFactoryId: string
  readonly escrowWasmHash: string
  readonly multiEscrowWasmHash: string
}

/** Accounts that exist: the vendor simulates what it builds. */
export type BuildAccounts = Readonly<Record<'deployer' | 'treasury' | 'sponsor' | 'resolver', string>>

const AMOUNT_STROOPS = '10000000'

/** Has a deployment of either kind built, which changes nothing anywhere, and reads what it would call. */
export async function readVendorContracts(
  vendor: TrustlessWork,
  accounts: BuildAccounts,
  signal?: AbortSignal,
): Promise<VendorContracts> {
  const build = (escrow: EscrowTerms) => vendor.build({ kind: 'deploy', escrow }, accounts.deployer, signal)
  const { receiver, ...roles } = rolesOf(accounts)
  const milestones = [{ description: 'Check', amountStroops: AMOUNT_STROOPS, receiver }]
  const single = factoryCall(
    await build({
      ...TERMS,
      amountStroops: AMOUNT_STROOPS,
      roles: { ...roles, receiver },
      milestoneDescription: 'Check',
    }),
  )
  const multi = factoryCall(await build({ ...TERMS, roles, milestones }))
  return {
    factoryId: single.factoryId,
    multiFactoryId: multi.factoryId,
    escrowWasmHash: single.wasmHash,
    multiEscrowWasmHash: multi.wasmHash,
  }
}

const TERMS = {
  engagementId: 'offer-hub-check',
  title: 'Configuration check',
  description: 'Built to read which contracts are used; never signed.',
  platformFeeBps: 0,
} as const

function rolesOf({ treasury, sponsor, resolver }: BuildAccounts): EscrowRoles {
  return {
    approver: treasury,
    releaseSigner: treasury,
    serviceProvider: sponsor,
    receiver: sponsor,
    platform: treasury,
    disputeResolver: resolver,
  }
}

/** The code's hash is the second argument in both contracts and both lineages. */
function factoryCall(envelopeXdr: string): { factoryId: string; wasmHash: string } {
  const envelope = xdr.TransactionEnvelope.fromXdr(envelopeXdr, 'base64')
  const operation = envelope.type === 'envelopeTypeTx' ? envelope.v1.tx.operations[0] : undefined
  const called =
    operation?.body.type === 'invokeHostFunction' ? operation.body.invokeHostFunctionOp.hostFunction : undefined
  const call = called?.type === 'hostFunctionTypeInvokeContract' ? called.invokeContract : undefined
  const hash = call?.args[1]
  if (call === undefined || hash?.type !== 'scvBytes') {
    throw new Error('Trustless Work built a deployment that does not call a factory with the hash of its code')
  }
  return {
    factoryId: Address.fromScAddress(call.contractAddress).toString(),
    wasmHash: Buffer.from(hash.bytes.toBytes()).toString('hex'),
  }
}
