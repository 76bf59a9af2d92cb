import type { EscrowKind } from '../escrow/escrowKind.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { refusals } from './errors.ts'
import type { Escrow } from './escrow.ts'

export const multiRelease: EscrowKind<Escrow> = { decode: decodeEscrow, encode: encodeEscrow, refusals }
