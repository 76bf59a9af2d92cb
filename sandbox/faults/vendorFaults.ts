import type { Chain } from '../ledger/chain.ts'
import type { VendorFaults } from '../trustlessWork/settings.ts'
import type { FaultBook } from './faultBook.ts'
import type { NetworkSettings } from './networkSettings.ts'
import { escrowTexts, subjectOfEnvelope } from './subject.ts'

/** The book of faults as the vendor's API asks it; escrows are looked up in the ledger itself, not over RPC. */
export function createVendorFaults(chain: Chain, book: FaultBook, settings: () => NetworkSettings): VendorFaults {
  return {
    build: (call, possible) => {
      const texts = 'contractId' in call ? escrowTexts(chain, call.contractId) : call
      const { engagementId, title } = texts
      return book.take('build', { functionName: call.functionName, engagementId, title }, possible)
    },
    send: (signedXdr) => {
      const subject = subjectOfEnvelope(chain, signedXdr)
      return subject && book.take('send', subject)
    },
    hangMs: () => settings().hangMs,
  }
}
