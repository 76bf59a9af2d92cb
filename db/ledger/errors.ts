import postgres from 'postgres'

/** A posting would take an account below zero; nothing of it was kept. */
export class InsufficientBalance extends Error {
  override readonly name = 'InsufficientBalance'
  readonly account: string

  constructor(account: string, options?: ErrorOptions) {
    super(
      `Account ${account} holds less than the posting takes. Nothing was posted; credit the account first.`,
      options,
    )
    this.account = account
  }
}

/** The key of a posting stands for other entries already: two different moves were given one name. */
export class PostingKeyReused extends Error {
  override readonly name = 'PostingKeyReused'

  constructor(key: string) {
    super(`Posting ${key} exists with other entries. Nothing was posted; find out which of the two moves is right.`)
  }
}

/**
 * A contract paid out more than the ledger knows of: strangers had sent it USDC, and the watcher of transfers has not come
 * so far yet. Nothing is wrong; the same commit succeeds once it has.
 */
export class DustNotBooked extends Error {
  override readonly name = 'DustNotBooked'

  constructor(
    facts: { orderId: string; contractId: string; dustStroops: string; ledger: number },
    options?: ErrorOptions,
  ) {
    super(
      `Contract ${facts.contractId} of order ${facts.orderId} paid out ${facts.dustStroops} stroops that strangers had sent, ` +
        `and the ledger has not booked all of them yet. Nothing was written; repeat the commit when the watcher of ` +
        `transfers has read ledger ${facts.ledger}.`,
      options,
    )
  }
}

const CHECK_VIOLATION = '23514'
const FLOOR = 'ledger_accounts_floor'

/** Reads the account out of the database's refusal; null when it refused for another reason. */
export function asInsufficientBalance(error: unknown): InsufficientBalance | null {
  if (!(error instanceof postgres.PostgresError)) return null
  if (error.code !== CHECK_VIOLATION || error.constraint_name !== FLOOR) return null
  return new InsufficientBalance(error.detail ?? 'unknown', { cause: error })
}
