import { createSigners } from '../../../chain/keys/createSigners.ts'
import { parseMasterKeys } from '../../../chain/keys/masterKeys.ts'
import type { Signers } from '../../../chain/signers.ts'
import { reasonOf } from '../finding.ts'
import type { Known } from './examine.ts'
import { missing, type NetworkFinding, skipped, well } from './report.ts'

type Keys = { readonly findings: readonly NetworkFinding[]; readonly signers: Signers | null }

/** The platform's keys, which have to be whole and each another. Nothing of them is shown but their addresses. */
export function lookAtKeys(settings: Known['settings']): Keys {
  const { treasurySecret, sponsorSecret, resolverSecret, deployerSecrets, masterKey } = settings
  if (!treasurySecret || !sponsorSecret || !resolverSecret || !deployerSecrets || !masterKey) {
    return { findings: [skipped('keys', 'some are not set')], signers: null }
  }
  try {
    const signers = createSigners({
      platform: { treasury: treasurySecret, sponsor: sponsorSecret, resolver: resolverSecret },
      deployers: deployerSecrets,
      masterKeys: parseMasterKeys(masterKey),
      readEncryptedKey: async () => null,
    })
    return { findings: [well('keys', `whole, ${signers.deployers.length} deployers`)], signers }
  } catch (error) {
    const finding = missing('keys', reasonOf(error), '"node cli/newKeys.ts" makes a set of new ones')
    return { findings: [finding], signers: null }
  }
}
