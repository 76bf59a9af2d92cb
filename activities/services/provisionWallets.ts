import { MAX_WALLETS_PER_TRANSACTION } from '../../chain/intent.ts'
import { newWallet } from '../../chain/keys/newWallet.ts'
import { claimWalletBatch } from '../../db/wallets/claimWalletBatch.ts'
import { countSpareWallets } from '../../db/wallets/countSpareWallets.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { markWalletsReady } from '../../db/wallets/markWalletsReady.ts'
import type { ServiceDependencies } from './dependencies.ts'
import { finishOnShift } from './finishOnShift.ts'
import { startShift } from './shift.ts'

/** Addresses kept ready, so that a new user has one at once although the API process has no keys. */
const SPARE_TARGET = 100

/** Refills the spare addresses and creates the claimed ones on chain, several in one sponsored transaction. */
export async function provisionWallets(services: ServiceDependencies): Promise<void> {
  const { db } = services
  const shift = startShift(services.closing)
  while (shift.goesOn()) {
    await refill(services)
    const batch = await claimWalletBatch(db, MAX_WALLETS_PER_TRANSACTION)
    shift.report({ creating: batch?.addresses.length ?? 0 })
    if (batch === null) {
      await shift.pause(services.pollMs)
      continue
    }
    const { addresses } = batch
    const proof = await finishOnShift(services, shift, `wallets:${batch.batchKey}`, {
      kind: 'createWallets',
      addresses,
    })
    await markWalletsReady(db, { addresses, ...proof })
  }
}

async function refill({ db, masterKeys }: ServiceDependencies): Promise<void> {
  const spare = await countSpareWallets(db)
  // Refilled by halves: one insert for many users instead of one for each.
  if (spare > SPARE_TARGET / 2) return
  await insertSpareWallets(
    db,
    Array.from({ length: SPARE_TARGET - spare }, () => newWallet(masterKeys)),
  )
}
