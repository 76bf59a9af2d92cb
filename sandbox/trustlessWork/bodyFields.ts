import { StrKey } from '@stellar/stellar-sdk'
import { z } from 'zod'

export const MAX_LISTED = 100
export const text = z.string({ error: 'must be a string' })
export const filled = text.min(1, 'should not be empty')
export const account = filled.refine(StrKey.isValidEd25519PublicKey, 'must be a valid Stellar account address')
export const address = filled.refine(
  (value) => StrKey.isValidEd25519PublicKey(value) || StrKey.isValidContract(value),
  'must be a valid Stellar address',
)
export const contractId = filled.refine(StrKey.isValidContract, 'must be a valid contract id')
export const number = z.number({ error: 'must be a number' })
export const flag = z.boolean({ error: 'must be a boolean value' })
export const milestoneIndex = text.regex(/^\d{1,9}$/, 'must be a string that holds a number')
export const distributions = z
  .array(z.object({ address, amount: number }, { error: 'must be an object' }), { error: 'must be an array' })
  .max(MAX_LISTED, `must hold at most ${MAX_LISTED}`)
