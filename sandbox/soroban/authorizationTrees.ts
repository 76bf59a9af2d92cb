import { StrKey, xdr } from '@stellar/stellar-sdk'
import { readAccount } from '../ledger/account.ts'
import { entryKey } from '../ledger/keys.ts'
import { ledgerEntry } from '../ledger/ledgerEntry.ts'
import type { Network } from '../ledger/network.ts'
import type { Overlay } from '../ledger/overlay.ts'
import { keysOf, verifyEd25519 } from '../ledger/signatures.ts'
import { accountAddress, addressOf } from '../xdr/addresses.ts'
import { xdrHash, xdrText } from '../xdr/encode.ts'
import type { AuthorizedCall, AuthorizedTree } from './authorization.ts'
import { setLiveUntil } from './contractStorage.ts'
import { HostError } from './host.ts'
import { fieldOf } from './values.ts'

export interface AuthorizationContext {
  readonly sourceAccount: string
  readonly network: Network
  readonly ledgerSequence: number
  readonly entries: Overlay
}

/** The call trees that a transaction's authorisation entries stand for. */
export function authorizationTrees(
  entries: readonly xdr.SorobanAuthorizationEntry[],
  context: AuthorizationContext,
): AuthorizedTree[] {
  return entries.map(({ credentials, rootInvocation }) => {
    const root = callOf(rootInvocation)
    switch (credentials.type) {
      case 'sorobanCredentialsSourceAccount':
        return { address: context.sourceAccount, root, authenticate: () => undefined }
      case 'sorobanCredentialsAddress': {
        const { address } = credentials
        const strkey = addressOf(address.address)
        return { address: strkey, root, authenticate: () => authenticate(strkey, address, rootInvocation, context) }
      }
      default:
        throw authError(`credentials of type ${credentials.type} are not supported by this network`)
    }
  })
}

function callOf(invocation: xdr.SorobanAuthorizedInvocation): AuthorizedCall {
  return {
    functionXdr: xdrText(invocation.function),
    invocation: invocation.function,
    calls: invocation.subInvocations.map(callOf),
  }
}

function authError(detail: string): HostError {
  return new HostError('Auth', 'InvalidAction', detail)
}

function authenticate(
  address: string,
  credentials: xdr.SorobanAddressCredentials,
  invocation: xdr.SorobanAuthorizedInvocation,
  context: AuthorizationContext,
): void {
  if (!StrKey.isValidEd25519PublicKey(address)) throw authError(`${address} cannot sign: it is not an account`)
  if (credentials.signatureExpirationLedger < context.ledgerSequence) {
    throw authError(`signature of ${address} expired in ledger ${credentials.signatureExpirationLedger}`)
  }
  checkSignatures(address, credentials, payloadOf(credentials, invocation, context.network), context.entries)
  consumeNonce(credentials, context.entries)
}

function payloadOf(
  credentials: xdr.SorobanAddressCredentials,
  invocation: xdr.SorobanAuthorizedInvocation,
  network: Network,
): Uint8Array {
  const preimage = xdr.HashIdPreimage.envelopeTypeSorobanAuthorization(
    new xdr.HashIdPreimageSorobanAuthorization({
      networkId: new xdr.Hash(network.id),
      nonce: credentials.nonce,
      signatureExpirationLedger: credentials.signatureExpirationLedger,
      invocation,
    }),
  )
  return xdrHash(preimage)
}

/** An account's signature is a vector of {public_key, signature}; together they must reach its medium threshold. */
function checkSignatures(
  address: string,
  credentials: xdr.SorobanAddressCredentials,
  payload: Uint8Array,
  entries: Overlay,
): void {
  const account = readAccount(entries, address)
  if (account === undefined) throw authError(`account ${address} does not exist`)
  const { signature } = credentials
  const parts = signature.type === 'scvVec' ? (signature.vec ?? []) : []
  if (parts.length === 0) throw authError(`no signature of ${address}`)
  const weights = new Map(keysOf(account).map((key) => [key.address, key.weight]))
  let total = 0
  for (const part of parts) {
    const publicKey = fieldOf(part, 'public_key')
    const bytes = fieldOf(part, 'signature')
    if (publicKey?.type !== 'scvBytes' || bytes?.type !== 'scvBytes') throw authError('malformed account signature')
    const signer = accountAddress(publicKey.bytes.toBytes())
    const weight = weights.get(signer)
    if (weight === undefined) throw authError(`${signer} is not, or no longer, a signer of ${address}`)
    if (!verifyEd25519(signer, payload, bytes.bytes.toBytes())) throw authError(`wrong signature of ${signer}`)
    weights.delete(signer)
    total += weight
  }
  if (total < account.thresholds.medium) throw authError(`signatures of ${address} do not reach its threshold`)
}

/** A nonce is kept as a temporary entry of the address until its signature has expired. */
function consumeNonce(credentials: xdr.SorobanAddressCredentials, entries: Overlay): void {
  const key = xdr.ScVal.scvLedgerKeyNonce(new xdr.ScNonceKey({ nonce: credentials.nonce }))
  const durability = xdr.ContractDataDurability.temporary
  const contract = credentials.address
  const identity = entryKey(xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability })))
  if (entries.get(identity) !== undefined) throw new HostError('Auth', 'ExistingValue', 'nonce already used')
  const data = new xdr.ContractDataEntry({
    ext: xdr.ExtensionPoint.v0(),
    contract,
    key,
    durability,
    val: xdr.ScVal.scvVoid(),
  })
  entries.put(identity, ledgerEntry(entries.ledgerSequence, xdr.LedgerEntryData.contractData(data)))
  setLiveUntil(entries, identity, credentials.signatureExpirationLedger)
}
