import type { CommandId, UserId } from '../ids.ts'

/** Who asks: a party by role or id, or nobody, which means that the marketplace speaks for the buyer. */
export type Actor = 'BUYER' | 'SELLER' | UserId

export const COMMAND_KINDS = ['reserve', 'createEscrow', 'fund', 'release', 'cancel'] as const
export type CommandKind = (typeof COMMAND_KINDS)[number]

type Base = { readonly commandId: CommandId; readonly actor?: Actor }
export type ReserveCommand = Base & {
  readonly kind: 'reserve' /** Stroops; must equal the order's amount. */
  readonly amount?: string
}
export type CreateEscrowCommand = Base & { readonly kind: 'createEscrow' }
export type FundCommand = Base & { readonly kind: 'fund' }
export type ReleaseCommand = Base & { readonly kind: 'release' }
export type CancelCommand = Base & { readonly kind: 'cancel'; readonly reason?: string }

/** A move that somebody outside asks an order to make. Plain JSON: it travels as a Temporal signal. */
export type OrderCommand = ReserveCommand | CreateEscrowCommand | FundCommand | ReleaseCommand | CancelCommand
