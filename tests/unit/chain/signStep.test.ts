import { FeeBumpTransaction, Keypair, Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { resourceFeeOf, unsignedOf, withFee } from '../../../chain/step/envelopes.ts'
import { signStep } from '../../../chain/step/sign.ts'
import {
  address,
  buildDraft,
  config,
  deployIntent,
  fundIntent,
  honestDraft,
  keypair,
} from './support/vendorTransaction.ts'

const signers = {
  platform: { treasury: keypair('treasury'), sponsor: keypair('sponsor'), resolver: keypair('resolver') },
  deployers: [keypair('deployer')],
  wallet: async () => keypair('buyer'),
}
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** Whether the SDK, which shares no code with us here, takes the one signature of a transaction for that of the address. */
function isSignedBy(transaction: Transaction | FeeBumpTransaction, owner: string): boolean {
  const [signature, ...others] = transaction.signatures
  const key = Keypair.fromPublicKey(owner)
  return (
    signature !== undefined &&
    others.length === 0 &&
    hexOf(signature.hint.toBytes()) === hexOf(key.signatureHint()) &&
    key.verify(transaction.hash(), signature.signature)
  )
}

describe('what is signed', () => {
  it("is, for a platform's own account, the same transaction with a higher fee, under the hash that the SDK finds", async () => {
    const built = buildDraft(honestDraft(deployIntent, address('deployer')))
    const signed = await signStep({ signers, config }, deployIntent, unsignedOf(built), 1)
    const read = TransactionBuilder.fromXdr(signed.envelopeXdr, config.passphrase)
    if (!(read instanceof Transaction)) throw new Error('It is a fee bump')
    expect(isSignedBy(read, address('deployer'))).toBe(true)
    expect(signed).toMatchObject({ hash: hexOf(read.hash()), innerHash: hexOf(read.hash()) })
    expect(read.fee).toBe('510000')
    const withOldFee = withFee(unsignedOf(read), BigInt(built.fee))
    expect(withOldFee.toXdr('base64')).toBe(unsignedOf(built).toXdr('base64'))
  })

  it("is, for a wallet, the vendor's transaction to the byte, in a fee bump that the treasury pays", async () => {
    const built = buildDraft(honestDraft(fundIntent, address('buyer')))
    const signed = await signStep({ signers, config }, fundIntent, unsignedOf(built), 1)
    const read = TransactionBuilder.fromXdr(signed.envelopeXdr, config.passphrase)
    if (!(read instanceof FeeBumpTransaction)) throw new Error('It is no fee bump')
    expect(isSignedBy(read, address('treasury'))).toBe(true)
    expect(isSignedBy(read.innerTransaction, address('buyer'))).toBe(true)
    expect(signed).toMatchObject({ hash: hexOf(read.hash()), innerHash: hexOf(built.hash()) })
    expect([read.feeSource, read.fee]).toEqual([address('treasury'), '520000'])
    expect(resourceFeeOf(unsignedOf(read.innerTransaction))).toBe(500_000n)
  })
})
