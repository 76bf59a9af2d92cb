import { createHash } from 'node:crypto'
import { encodeMuxedAccountToAddress, type Keypair, xdr } from '@stellar/stellar-sdk'
import { type ChainIntent, isEscrowStep } from '../intent.ts'
import { signDecorated } from '../keys/ed25519.ts'
import type { Signers } from '../signers.ts'
import { resourceFeeOf, withFee } from './envelopes.ts'
import { ChainStepError } from './errors.ts'
import { bumpFee, raisedFee } from './fees.ts'
import type { StepTools } from './tools.ts'

export type SignedEnvelope = { readonly envelopeXdr: string; readonly hash: string; readonly innerHash: string }

type Tools = Pick<StepTools, 'signers' | 'config'>
type Tagged = xdr.TransactionSignaturePayloadTaggedTransaction

/**
 * Signs a verified transaction. Wallets hold no XLM, so theirs is wrapped in a fee bump that the treasury pays. The
 * platform's own accounts pay for themselves: their offer is raised in the transaction, which needs no second signature.
 * All of it on the XDR itself: the SDK's transactions write and read the whole of it for each thing that they are asked.
 */
export async function signStep(
  tools: Tools,
  intent: ChainIntent,
  transaction: xdr.Transaction,
  attempt: number,
): Promise<SignedEnvelope> {
  const { signers, config } = tools
  const source = encodeMuxedAccountToAddress(transaction.sourceAccount)
  const platform = platformKey(signers, source)
  if (platform !== undefined) return signPlain(tools, intent, bidding(intent, transaction, attempt, config), platform)
  if (isPlatformStep(intent)) throw missingKey(intent, source)
  return signBumped(tools, transaction, await walletKey(signers, source), attempt)
}

/** Steps of the platform's own accounts, which hold XLM. The resolver's address is fixed in the contract. */
function isPlatformStep(intent: ChainIntent): boolean {
  if (intent.kind === 'withdraw') return false
  return !isEscrowStep(intent) || ['deploy', 'resolve', 'resolveMilestone'].includes(intent.kind)
}

/** What the vendor builds offers little for its inclusion. We build ours with the right offer from the start. */
function bidding(
  intent: ChainIntent,
  transaction: xdr.Transaction,
  attempt: number,
  config: StepTools['config'],
): xdr.Transaction {
  if (!isEscrowStep(intent)) return transaction
  const [offered, resources] = [BigInt(transaction.fee), resourceFeeOf(transaction)]
  return withFee(transaction, raisedFee(offered, resources, attempt, config.feeCapStroops))
}

async function signPlain(
  { signers, config }: Tools,
  intent: ChainIntent,
  tx: xdr.Transaction,
  platform: Keypair,
): Promise<SignedEnvelope> {
  const hash = hashOf(config.passphrase, xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTx(tx))
  const signatures = [signDecorated(platform, hash)]
  // A new account agrees to its own trustline and to being sponsored.
  const owners = intent.kind === 'createWallets' ? intent.addresses : []
  for (const owner of owners) signatures.push(signDecorated(await walletKey(signers, owner), hash))
  const envelope = xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures }))
  return { envelopeXdr: envelope.toXdr('base64'), hash: hex(hash), innerHash: hex(hash) }
}

function signBumped({ signers, config }: Tools, tx: xdr.Transaction, wallet: Keypair, attempt: number): SignedEnvelope {
  const innerHash = hashOf(config.passphrase, xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTx(tx))
  const inner = new xdr.TransactionV1Envelope({ tx, signatures: [signDecorated(wallet, innerHash)] })
  const bump = bumpAround(inner, attempt, signers.platform.treasury, config)
  const hash = hashOf(config.passphrase, xdr.TransactionSignaturePayloadTaggedTransaction.envelopeTypeTxFeeBump(bump))
  const signatures = [signDecorated(signers.platform.treasury, hash)]
  const envelope = xdr.TransactionEnvelope.envelopeTypeTxFeeBump(
    new xdr.FeeBumpTransactionEnvelope({ tx: bump, signatures }),
  )
  return { envelopeXdr: envelope.toXdr('base64'), hash: hex(hash), innerHash: hex(innerHash) }
}

/** The outer transaction counts as one operation more, and pays for the resources of the inner one (CAP-15). */
function bumpAround(
  inner: xdr.TransactionV1Envelope,
  attempt: number,
  treasury: Keypair,
  config: StepTools['config'],
): xdr.FeeBumpTransaction {
  const { tx } = inner
  const resources = resourceFeeOf(tx)
  const perOperation = bumpFee(BigInt(tx.fee), resources, attempt, config.feeCapStroops)
  return new xdr.FeeBumpTransaction({
    feeSource: treasury.xdrMuxedAccount(),
    fee: perOperation * BigInt(tx.operations.length + 1) + resources,
    innerTx: xdr.FeeBumpTransactionInnerTx.envelopeTypeTx(inner),
    ext: xdr.FeeBumpTransactionExt.v0(),
  })
}

/** What is signed, and by what the network knows the transaction: SHA-256 of network and transaction. */
function hashOf(passphrase: string, taggedTransaction: Tagged): Uint8Array {
  const networkId = new xdr.Hash(sha256(passphrase))
  return sha256(new xdr.TransactionSignaturePayload({ networkId, taggedTransaction }).toXdr())
}

function sha256(data: string | Uint8Array): Uint8Array {
  return createHash('sha256').update(data).digest()
}

function missingKey(intent: ChainIntent, address: string): ChainStepError {
  return new ChainStepError({
    verdict: 'ask_human',
    message: `Only ${address} can sign this ${intent.kind} step, and its key is not configured; put it back.`,
  })
}

function platformKey(signers: Signers, address: string): Keypair | undefined {
  return [...Object.values(signers.platform), ...signers.deployers].find((keypair) => keypair.publicKey() === address)
}

async function walletKey(signers: Signers, address: string): Promise<Keypair> {
  let keypair: Keypair
  try {
    keypair = await signers.wallet(address)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown reason'
    throw new ChainStepError({
      verdict: 'retry',
      message: `The key of wallet ${address} is not to be had: ${reason}`,
      cause,
    })
  }
  if (keypair.publicKey() === address) return keypair
  throw new ChainStepError({ verdict: 'ask_human', message: `The key kept for wallet ${address} is another wallet's` })
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
