import { type FeeBumpTransaction, type Keypair, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { type ChainIntent, isClassic } from '../intent.ts'
import type { Signers } from '../signers.ts'
import { ChainStepError } from './errors.ts'
import { bumpFee } from './fees.ts'
import type { StepTools } from './tools.ts'

export type SignedEnvelope = { readonly envelopeXdr: string; readonly hash: string; readonly innerHash: string }

/**
 * Signs a verified transaction. Wallets hold no XLM, so theirs is wrapped in a fee bump that the treasury pays.
 */
export async function signStep(
  tools: Pick<StepTools, 'signers' | 'config'>,
  intent: ChainIntent,
  transaction: Transaction,
  attempt: number,
): Promise<SignedEnvelope> {
  const { signers, config } = tools
  const platform = platformKey(signers, transaction.source)
  if (platform === undefined && isPlatformStep(intent)) throw missingKey(intent, transaction.source)
  transaction.sign(platform ?? (await walletKey(signers, transaction.source)))
  if (intent.kind === 'createWallets') await coSign(signers, transaction, intent.addresses)
  const innerHash = hex(transaction.hash())
  if (platform !== undefined || isClassic(intent)) {
    return { envelopeXdr: transaction.toXdr(), hash: innerHash, innerHash }
  }
  const outer = bump(transaction, signers.platform.treasury, attempt, config)
  return { envelopeXdr: outer.toXdr(), hash: hex(outer.hash()), innerHash }
}

/** Steps of the platform's own accounts, which hold XLM. The resolver's address is fixed in the contract. */
function isPlatformStep(intent: ChainIntent): boolean {
  return intent.kind === 'deploy' || intent.kind === 'resolve'
}

function missingKey(intent: ChainIntent, address: string): ChainStepError {
  return new ChainStepError({
    verdict: 'ask_human',
    message: `Only ${address} can sign this ${intent.kind} step, and its key is not configured; put it back.`,
  })
}

function bump(inner: Transaction, treasury: Keypair, attempt: number, config: StepTools['config']): FeeBumpTransaction {
  const base = bumpFee(BigInt(inner.fee), resourceFee(inner), attempt, config.feeCapStroops)
  const outer = TransactionBuilder.buildFeeBumpTransaction(treasury, base.toString(), inner, config.passphrase)
  outer.sign(treasury)
  return outer
}

function resourceFee(transaction: Transaction): bigint {
  const envelope = transaction.toEnvelope()
  if (envelope.type !== 'envelopeTypeTx' || envelope.v1.tx.ext.type !== 'sorobanData') return 0n
  return envelope.v1.tx.ext.sorobanData.resourceFee
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
