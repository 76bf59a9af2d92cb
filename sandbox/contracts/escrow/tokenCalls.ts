import type { Host } from '../../soroban/host.ts'
import { readI128, readU32 } from './readValue.ts'
import { writeAddress, writeI128 } from './writeValue.ts'

export function tokenBalance(host: Host, tokenId: string, owner: string): bigint {
  return readI128(host.call(tokenId, 'balance', [writeAddress(owner)]))
}

export function tokenDecimals(host: Host, tokenId: string): number {
  return readU32(host.call(tokenId, 'decimals', []))
}

export function tokenTransfer(host: Host, tokenId: string, from: string, to: string, amount: bigint): void {
  host.call(tokenId, 'transfer', [writeAddress(from), writeAddress(to), writeI128(amount)])
}
