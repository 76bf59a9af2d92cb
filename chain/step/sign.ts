import { type FeeBumpTransaction, type Keypair, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { type ChainIntent, isEscrowStep } from '../intent.ts'
import type { Signers } from '../signers.ts'
import { resourceFeeOf, withFee } from './envelopes.ts'
import { ChainStepError } from './errors.ts'
import { bumpFee, raisedFee } from './fees.ts'
import type { StepTools } from './tools.ts'

export type SignedEnvelope = { readonly envelopeXdr: string; readonly hash: string; readonly innerHash: string }

/**
 * Signs a verified transaction. Wallets hold no XLM, so theirs is wrapped in a fee bump that the treasury pays. The
 * platform's own accounts pay for themselves: their offer is raised in the transaction, which needs no second signature.
 */
export async function signStep(
  tools: Pick<StepTools, 'signers' | 'config'>,
  intent: ChainIntent,
  transaction: Transaction,
  attempt: number,
): Promise<SignedEnvelope> {
  const { signers, config } = tools
  const platform = platformKey(signers, transaction.source)
  if (platform !== undefined) return signPlain(signers, intent, bidding(intent, transaction, attempt, config), platform)
  if (isPlatformStep(intent)) throw missingKey(intent, transaction.source)
  const innerHash = signWith(transaction, await walletKey(signers, transaction.source))
  const outer = bump(transaction, attempt, signers.platform.treasury, config)
  const hash = signWith(outer, signers.platform.treasury)
  return { envelopeXdr: outer.toXdr(), hash, innerHash }
}

/** Steps of the platform's own accounts, which hold XLM. The resolver's address is fixed in the contract. */
function isPlatformStep(intent: ChainIntent): boolean {
  return !isEscrowStep(intent) || ['deploy', 'resolve', 'resolveMilestone'].includes(intent.kind)
}

/** What the vendor builds offers little for its inclusion. We build ours with the right offer from the start. */
function bidding(
  intent: ChainIntent,
  transaction: Transaction,
  attempt: number,
  config: StepTools['config'],
): Transaction {
  if (!isEscrowStep(intent)) return transaction
  const [offered, resources] = [BigInt(transaction.fee), resourceFeeOf(transaction)]
  return withFee(transaction, raisedFee(offered, resources, attempt, config.feeCapStroops))
}

async function signPlain(
  signers: Signers,
  intent: ChainIntent,
  transaction: Transaction,
  platform: Keypair,
): Promise<SignedEnvelope> {
  const hash = signWith(transaction, platform)
  if (intent.kind === 'createWallets') await coSign(signers, transaction, intent.addresses)
  return { envelopeXdr: transaction.toXdr(), hash, innerHash: hash }
}

function missingKey(intent: ChainIntent, address: string): ChainStepError {
  return new ChainStepError({
    verdict: 'ask_human',
    message: `Only ${address} can sign this ${intent.kind} step, and its key is not configured; put it back.`,
  })
}

/** Signs and returns the hash, hex. Each time that the SDK is asked for the hash it writes and reads the whole transaction. */
function signWith(transaction: Transaction | FeeBumpTransaction, keypair: Keypair): string {
  const hash = transaction.hash()
  transaction.addDecoratedSignature(keypair.signDecorated(hash))
  return hex(hash)
}

function bump(inner: Transaction, attempt: number, treasury: Keypair, config: StepTools['config']): FeeBumpTransaction {
  const base = bumpFee(BigInt(inner.fee), resourceFeeOf(inner), attempt, config.feeCapStroops)
  return TransactionBuilder.buildFeeBumpTransaction(treasury, base.toString(), inner, config.passphrase)
}

/** A new account agrees to its own trustline and to being sponsored. */
async function coSign(signers: Signers, transaction: Transaction, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) transaction.sign(await walletKey(signers, address))
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
