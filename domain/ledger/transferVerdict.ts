/** What a USDC transfer seen on chain means to the ledger. Only the first four are booked from here. */
export type TransferVerdict =
  | 'deposit'
  | 'stray_deposit'
  | 'treasury_funding'
  | 'escrow_dust'
  | 'own_escrow'
  | 'top_up'
  | 'outgoing'
  | 'unexplained'
  | 'ignored'

export type TransferParties = {
  readonly treasury: string
  /** The wallet of a user. */
  isWallet(address: string): boolean
  /** A wallet of ours that belongs to nobody yet. */
  isSpareWallet(address: string): boolean
  isEscrow(address: string): boolean
  /** Whether a chain step of ours sent the transaction. */
  isOurStep(transactionHash: string): boolean
}

/** Only these can be moved by nobody but us, so a move that no step of ours made means that a key is in other hands. */
function isOurs(address: string, parties: TransferParties): boolean {
  return (
    address === parties.treasury ||
    parties.isWallet(address) ||
    parties.isSpareWallet(address) ||
    parties.isEscrow(address)
  )
}

/**
 * Payouts of our own escrows, our own top-ups and withdrawals (outgoing) are booked by the order, the treasury and the
 * withdrawal with their own proof; booking them here again would pay twice. What leaves an account of ours unexplained credits nobody, not even
 * another user: it would be money that the ledger still has at the place it came from.
 */
export function transferVerdict(
  transfer: { from: string; to: string; transactionHash: string },
  parties: TransferParties,
): TransferVerdict {
  const { from, to, transactionHash } = transfer
  const comesFromUs = isOurs(from, parties)
  if (comesFromUs && !parties.isOurStep(transactionHash)) return 'unexplained'
  if (parties.isEscrow(from)) return 'own_escrow'
  if (parties.isEscrow(to)) return parties.isWallet(from) ? 'own_escrow' : 'escrow_dust'
  if (from === parties.treasury && parties.isWallet(to)) return 'top_up'
  if (parties.isWallet(to)) return 'deposit'
  if (comesFromUs) return 'outgoing'
  if (parties.isSpareWallet(to)) return 'stray_deposit'
  return to === parties.treasury ? 'treasury_funding' : 'ignored'
}
