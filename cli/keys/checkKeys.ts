import type { MasterKeys } from '../../chain/keys/masterKeys.ts'

export type KeyUse = {
  readonly keyId: string
  readonly wallets: number
  readonly configured: boolean
  readonly newest: boolean
  /** What may be done with the key, as a sentence. */
  readonly advice: string
}

/** Says of every master key, configured or in use, whether it may be taken out of MASTER_KEY. */
export function checkKeys(masterKeys: MasterKeys, inUse: ReadonlyMap<string, number>): KeyUse[] {
  const keyIds = new Set([...masterKeys.byId.keys(), ...inUse.keys()])
  return [...keyIds].map((keyId) => {
    const wallets = inUse.get(keyId) ?? 0
    const configured = masterKeys.byId.has(keyId)
    const newest = keyId === masterKeys.current.id
    return { keyId, wallets, configured, newest, advice: advise({ wallets, configured, newest }) }
  })
}

function advise({ wallets, configured, newest }: Pick<KeyUse, 'wallets' | 'configured' | 'newest'>): string {
  if (!configured) return 'missing: put it back into MASTER_KEY, or these wallets can never pay again'
  if (newest) return 'the newest: new wallets are sealed with it'
  if (wallets > 0) return 'still in use: keep it, and run "npm run keys:rotate"'
  return 'seals nothing: it may be taken out of MASTER_KEY once every worker has the newest'
}
