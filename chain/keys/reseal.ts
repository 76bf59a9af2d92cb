import type { MasterKeys } from './masterKeys.ts'
import { open, type SealedKey, seal } from './seal.ts'

/** Seals a wallet's key anew under the current master key, and makes sure that it opens before the old seal is given up. */
export function reseal(masterKeys: MasterKeys, address: string, sealed: SealedKey): SealedKey {
  const renewed = seal(masterKeys, address, open(masterKeys, address, sealed).secret())
  open(masterKeys, address, renewed)
  return renewed
}
