import type { UserId, WithdrawalId } from '../ids.ts'
import { type Stroops, stroops } from '../money.ts'

/** What tells the receiver whose payment it is. A number is a string, because it may be larger than JSON's are exact. */
export type WithdrawalMemo = { readonly type: 'text' | 'id'; readonly value: string }

export const MEMO_TYPES = ['text', 'id'] as const satisfies readonly WithdrawalMemo['type'][]

/** Who takes out how much to where: fixed for the withdrawal's life. Plain JSON, so the amount is a string of stroops. */
export type WithdrawalTerms = {
  readonly withdrawalId: WithdrawalId
  readonly userId: UserId
  readonly amountStroops: string
  /** An account (G...), or an account with a number of its owner's customer in it (M...), as the user gave it. */
  readonly destination: string
  readonly memo: WithdrawalMemo | null
}

export function withdrawalAmount(terms: Pick<WithdrawalTerms, 'amountStroops'>): Stroops {
  return stroops(BigInt(terms.amountStroops))
}

/** The network carries no longer text (XDR: string text<28>). */
const MAX_TEXT_BYTES = 28
const MAX_ID = 2n ** 64n - 1n
const WHOLE_NUMBER = /^(0|[1-9]\d{0,19})$/

/** What is wrong with a memo, as the end of a sentence that begins with its name; null when the network takes it. */
export function memoFault({ type, value }: WithdrawalMemo): string | null {
  if (type === 'id') {
    const fits = WHOLE_NUMBER.test(value) && BigInt(value) <= MAX_ID
    return fits ? null : `must be a whole number from 0 to ${MAX_ID} when memoType is id`
  }
  if (value === '') return 'must not be empty'
  const bytes = new TextEncoder().encode(value).length
  return bytes <= MAX_TEXT_BYTES ? null : `must have at most ${MAX_TEXT_BYTES} bytes of UTF-8, this has ${bytes}`
}

/** Under which the one payment of a withdrawal is known to the chain's steps. The database's rules know it too. */
export function withdrawalStepKey(withdrawalId: WithdrawalId): string {
  return `${withdrawalId}:pay`
}
