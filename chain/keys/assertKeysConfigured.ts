import type { MasterKeys } from './masterKeys.ts'

/** Stops a start with a master key missing that wallets are still sealed with: their money could not be moved. */
export function assertKeysConfigured(masterKeys: MasterKeys, keyIdsInUse: Iterable<string>): void {
  const missing = [...keyIdsInUse].filter((keyId) => !masterKeys.byId.has(keyId))
  if (missing.length === 0) return
  throw new Error(
    `Wallets are still sealed with ${missing.map((id) => `master key "${id}"`).join(' and ')}, which MASTER_KEY does not ` +
      'have. Put it back behind the newest key; "npm run keys:rotate" seals its wallets anew, then it may go.',
  )
}
