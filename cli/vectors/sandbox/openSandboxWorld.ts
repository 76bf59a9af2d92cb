import { Asset } from '@stellar/stellar-sdk'
import type { MakeWorld } from '../replayWorld.ts'
import { runOperations } from './classicTransaction.ts'
import { keypairsOf } from './keypairs.ts'
import { createLifeClock } from './lifeClock.ts'
import { startVectorNetwork } from './network.ts'
import { ledgerReader } from './readLedger.ts'
import { type LedgerParties, openTrustline, setUpLedger } from './setUpLedger.ts'
import { submitCall } from './submitCall.ts'

/** A fresh sandbox for one case, on which every step is a signed transaction. */
export const openSandboxWorld: MakeWorld = async (setup) => {
  const network = await startVectorNetwork(setup)
  try {
    const keypairs = keypairsOf(setup.names)
    const issuer = keypairs.get(setup.names.addressOf('issuer'))
    if (issuer === undefined) throw new Error('the file names an issuer whose key is not the hash of its name')
    const parties: LedgerParties = { keypairs, issuer, usdc: new Asset('USDC', issuer.publicKey()) }
    await setUpLedger(network, setup, parties)
    const { sequence } = await network.server.getLatestLedger()
    const clock = createLifeClock(sequence)
    const look = ledgerReader(network, setup, parties, clock)
    return {
      look,
      call: (call) => submitCall(network, setup, parties, call),
      openTrustline: async (owner, limitStroops) => {
        const keypair = keypairs.get(owner)
        if (keypair === undefined) throw new Error(`${owner} cannot open a trustline: nobody has its key`)
        await runOperations(network, [keypair], [openTrustline(owner, parties.usdc, limitStroops)])
      },
      advance: async (ledgers) => {
        const { latestLedger } = await look()
        const missing = clock.advance(ledgers, latestLedger)
        if (missing > 0) await network.closeLedgers(missing)
      },
      close: network.close,
    }
  } catch (error) {
    await network.close()
    throw error
  }
}
