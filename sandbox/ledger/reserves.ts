import { type Account, readAccount, writeAccount } from './account.ts'
import { BASE_RESERVE_STROOPS, MAX_SUBENTRIES } from './constants.ts'
import type { EntryView, Overlay } from './overlay.ts'

const ACCOUNT_RESERVES = 2

/** What an account must keep: its own reserves and those it pays for others, less those paid for it. */
export function minimumBalanceStroops(account: Account): bigint {
  const reserves = ACCOUNT_RESERVES + account.subentries + account.sponsoringReserves - account.sponsoredReserves
  return BigInt(reserves) * BASE_RESERVE_STROOPS
}

/** What an account may spend without falling below its minimum balance. */
export function spendableStroops(account: Account): bigint {
  const spendable = account.balanceStroops - minimumBalanceStroops(account)
  return spendable > 0n ? spendable : 0n
}

export type ReserveOutcome = 'ok' | 'lowReserve' | 'tooManySubentries'

/**
 * Takes the reserve of one new subentry of `owner`, from its sponsor if somebody sponsors it in this transaction.
 * The sponsor, or else the owner, must be able to keep the larger minimum balance.
 */
export function takeSubentryReserve(overlay: Overlay, owner: string, sponsor: string | undefined): ReserveOutcome {
  const account = requireAccount(overlay, owner)
  if (account.subentries >= MAX_SUBENTRIES) return 'tooManySubentries'
  if (sponsor === undefined) {
    const grown = { ...account, subentries: account.subentries + 1 }
    if (grown.balanceStroops < minimumBalanceStroops(grown)) return 'lowReserve'
    writeAccount(overlay, grown)
    return 'ok'
  }
  if (!chargeSponsor(overlay, sponsor, 1)) return 'lowReserve'
  const current = requireAccount(overlay, owner)
  writeAccount(overlay, {
    ...current,
    subentries: current.subentries + 1,
    sponsoredReserves: current.sponsoredReserves + 1,
  })
  return 'ok'
}

/** Gives the reserve of a removed subentry back to whoever paid it. */
export function returnSubentryReserve(overlay: Overlay, owner: string, sponsor: string | undefined): void {
  const account = requireAccount(overlay, owner)
  writeAccount(overlay, {
    ...account,
    subentries: account.subentries - 1,
    sponsoredReserves: account.sponsoredReserves - (sponsor === undefined ? 0 : 1),
  })
  if (sponsor === undefined) return
  const payer = requireAccount(overlay, sponsor)
  writeAccount(overlay, { ...payer, sponsoringReserves: payer.sponsoringReserves - 1 })
}

/** Lets `sponsor` pay the two reserves of a new account; false when it cannot afford them. */
export function takeAccountReserve(overlay: Overlay, sponsor: string): boolean {
  return chargeSponsor(overlay, sponsor, ACCOUNT_RESERVES)
}

/** Lets an account pay the reserves of entries that belong to nobody, such as claimable balances. */
export function takeOwnerlessReserves(overlay: Overlay, payer: string, reserves: number): boolean {
  return chargeSponsor(overlay, payer, reserves)
}

/** Gives the reserves of removed entries that belonged to nobody back to whoever paid them. */
export function returnOwnerlessReserves(overlay: Overlay, payer: string, reserves: number): void {
  const account = requireAccount(overlay, payer)
  writeAccount(overlay, { ...account, sponsoringReserves: account.sponsoringReserves - reserves })
}

/** How many of its own reserves a sponsored account does not pay. */
export const SPONSORED_ACCOUNT_RESERVES = ACCOUNT_RESERVES

function chargeSponsor(overlay: Overlay, sponsor: string, reserves: number): boolean {
  const payer = requireAccount(overlay, sponsor)
  const charged = { ...payer, sponsoringReserves: payer.sponsoringReserves + reserves }
  if (charged.balanceStroops < minimumBalanceStroops(charged)) return false
  writeAccount(overlay, charged)
  return true
}

/** An account whose existence was checked before. */
export function requireAccount(view: EntryView, address: string): Account {
  const account = readAccount(view, address)
  if (account === undefined) throw new Error(`Account ${address} vanished while a transaction was being applied`)
  return account
}
