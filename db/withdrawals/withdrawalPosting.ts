import { unreachable } from '../../domain/invariant.ts'
import type { Posting } from '../../domain/ledger/posting.ts'
import { withdrawalPaidPosting } from '../../domain/ledger/rules/withdrawalPaid.ts'
import { withdrawalRequestPosting } from '../../domain/ledger/rules/withdrawalRequest.ts'
import { withdrawalReturnPosting } from '../../domain/ledger/rules/withdrawalReturn.ts'
import type { WithdrawalChange } from '../../domain/withdrawal/change.ts'
import { withdrawalAmount } from '../../domain/withdrawal/terms.ts'

/** The ledger effect of a change: its rule, filled in from the withdrawal's terms and named by the change's key. */
export function withdrawalPosting({
  key,
  terms,
  posting,
}: Pick<WithdrawalChange, 'key' | 'terms' | 'posting'>): Posting {
  const { withdrawalId, userId } = terms
  const facts = { key, withdrawalId, userId, amount: withdrawalAmount(terms) }
  switch (posting.rule) {
    case 'request':
      return withdrawalRequestPosting(facts)
    case 'paid':
      return withdrawalPaidPosting({ ...facts, proof: posting.proof })
    case 'return':
      return withdrawalReturnPosting(facts)
    default:
      return unreachable(posting)
  }
}
