/** What a USDC transfer seen on chain means to the ledger. Only the first three are booked from here. */
export type TransferVerdict =
  | 'deposit'
  | 'treasury_funding'
  | 'escrow_dust'
  | 'own_escrow'
  | 'top_up'
  | 'outgoing'
  | 'ignored'

export type TransferParties = {
  readonly treasury: string
  isWallet(address: string): boolean
  isEscrow(address: string): boolean
}

/**
 * Payouts of our own escrows and our own top-ups are booked by the order and the treasury with their own proof;
 * crediting them here again would pay twice. An empty `from` is the issuer's mint.
 */
export function transferVerdict(transfer: { from: string; to: string }, parties: TransferParties): TransferVerdict {
  const { from, to } = transfer
  if (parties.isEscrow(from)) return 'own_escrow'
  if (parties.isEscrow(to)) return parties.isWallet(from) ? 'own_escrow' : 'escrow_dust'
  if (from === parties.treasury && parties.isWallet(to)) return 'top_up'
  if (parties.isWallet(to)) return 'deposit'
  if (to === parties.treasury) return parties.isWallet(from) ? 'outgoing' : 'treasury_funding'
  if (parties.isWallet(from) || from === parties.treasury) return 'outgoing'
  return 'ignored'
}
