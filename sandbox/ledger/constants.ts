/** Smallest inclusion fee of one operation. */
export const BASE_FEE_STROOPS = 100n
/** One reserve: an account holds two, every subentry one more. */
export const BASE_RESERVE_STROOPS = 5_000_000n
export const MAX_INT64 = 9_223_372_036_854_775_807n
export const PROTOCOL_VERSION = 28
export const MAX_OPERATIONS = 100
export const MAX_SUBENTRIES = 1_000
export const MAX_SIGNERS = 20

export const STROOPS_PER_UNIT = 10_000_000n

/** A persistent contract entry lives this many ledgers beyond the one that wrote it (network setting 2,073,600, inclusive). */
export const PERSISTENT_TTL_LEDGERS = 2_073_599
/** The furthest an entry's life may be extended (network setting 3,110,400, inclusive). */
export const MAX_TTL_LEDGERS = 3_110_399

export const TRUSTLINE_AUTHORIZED_FLAG = 1
/** May keep what it has offered, and do nothing else. */
export const TRUSTLINE_MAINTAIN_FLAG = 2
export const TRUSTLINE_CLAWBACK_FLAG = 4
export const AUTH_REQUIRED_FLAG = 1
export const AUTH_REVOCABLE_FLAG = 2
export const AUTH_IMMUTABLE_FLAG = 4
export const AUTH_CLAWBACK_FLAG = 8
