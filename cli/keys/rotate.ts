import type { MasterKeys } from '../../chain/keys/masterKeys.ts'
import { reseal } from '../../chain/keys/reseal.ts'
import type { Database } from '../../db/connect.ts'
import type { SealedWallet } from '../../db/wallets/insertSpareWallets.ts'
import { keyIdsInUse } from '../../db/wallets/keyIdsInUse.ts'
import { type NewSeal, replaceSeals } from '../../db/wallets/replaceSeals.ts'
import { sealedByOthers } from '../../db/wallets/sealedByOthers.ts'

export type Rotation = {
  readonly resealed: number
  /** Wallets that an older key still seals: not reached before the stop, made meanwhile, or not to be opened. */
  readonly left: number
  /** Why a wallet could not be opened, a sentence for each. */
  readonly problems: readonly string[]
}

export type RotationOptions = {
  readonly batchSize?: number
  /** Stops the work after the batch that is under way. */
  readonly signal?: AbortSignal
  onBatch?(resealed: number): void
}

/** Small enough that its rows are locked for an instant only. */
const BATCH_SIZE = 200
/** The addresses are walked through once; each batch begins behind the one before. */
const BEFORE_ALL = ''

/**
 * Seals every wallet key that an older master key seals with the newest. Workers go on: they read a wallet's key id
 * with its ciphertext, and have both keys. Stopping is safe anywhere; what is done stays done.
 */
export async function rotateKeys(
  db: Database,
  masterKeys: MasterKeys,
  options: RotationOptions = {},
): Promise<Rotation> {
  const { batchSize = BATCH_SIZE, signal, onBatch } = options
  const keyId = masterKeys.current.id
  const problems: string[] = []
  let resealed = 0
  let after = BEFORE_ALL
  while (signal?.aborted !== true) {
    const wallets = await sealedByOthers(db, { keyId, after, limit: batchSize })
    const last = wallets.at(-1)
    if (last === undefined) break
    after = last.address
    resealed += await replaceSeals(db, renew(masterKeys, wallets, problems))
    onBatch?.(resealed)
  }
  const inUse = await keyIdsInUse(db)
  const left = [...inUse].reduce((sum, [id, wallets]) => (id === keyId ? sum : sum + wallets), 0)
  return { resealed, left, problems }
}

/** One that cannot be opened must not keep the others from their new seal. */
function renew(masterKeys: MasterKeys, wallets: readonly SealedWallet[], problems: string[]): NewSeal[] {
  return wallets.flatMap(({ address, ...sealed }) => {
    try {
      return [{ address, ...reseal(masterKeys, address, sealed), replaces: sealed.ciphertext }]
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
      return []
    }
  })
}
