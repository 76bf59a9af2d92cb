import type { xdr } from '@stellar/stellar-sdk'
import { escrowKey } from '../contracts/escrow/escrowStore.ts'
import type { Chain } from '../ledger/chain.ts'
import { contractDataKey } from '../ledger/keys.ts'
import { decodeTransaction, type TransactionFrame } from '../ledger/transactionFrame.ts'
import { addressOf } from '../xdr/addresses.ts'
import { textOf } from '../xdr/textOf.ts'
import type { Subject } from './faultBook.ts'
import { aliasOf, DEPLOY } from './functions.ts'

type EscrowTexts = Pick<Subject, 'engagementId' | 'title'>

const NO_ESCROW: EscrowTexts = { engagementId: '', title: '' }
/** Of the factory's arguments: the list that holds the new escrow. */
const INIT_ARGS = 4

/** What a submitted transaction, or the one inside a fee bump, is about. */
export function subjectOfFrame(chain: Chain, frame: TransactionFrame): Subject {
  const [operation] = frame.inner.operations
  if (operation === undefined) return { functionName: '', ...NO_ESCROW }
  const { body } = operation
  if (
    body.type !== 'invokeHostFunction' ||
    body.invokeHostFunctionOp.hostFunction.type !== 'hostFunctionTypeInvokeContract'
  ) {
    return { functionName: body.type, ...NO_ESCROW }
  }
  const { contractAddress, functionName, args } = body.invokeHostFunctionOp.hostFunction.invokeContract
  const name = aliasOf(textOf(functionName))
  if (name === DEPLOY) return { functionName: name, ...textsIn(firstOf(args[INIT_ARGS])) }
  return { functionName: name, ...escrowTexts(chain, addressOf(contractAddress)) }
}

/** The same, of an envelope in base64; undefined when it cannot be decoded. */
export function subjectOfEnvelope(chain: Chain, envelopeXdr: string): Subject | undefined {
  try {
    return subjectOfFrame(chain, decodeTransaction(envelopeXdr, chain.network.id))
  } catch {
    return undefined
  }
}

/** The texts of the escrow that a contract stores, whatever its kind; empty for any other contract. */
export function escrowTexts(chain: Chain, contractId: string): EscrowTexts {
  const entry = chain.store.entries.get(contractDataKey(contractId, escrowKey))
  return entry?.data.type === 'contractData' ? textsIn(entry.data.contractData.val) : NO_ESCROW
}

/** Both kinds of escrow name these two fields alike. */
function textsIn(escrow: xdr.ScVal | undefined): EscrowTexts {
  return { engagementId: textField(escrow, 'engagement_id'), title: textField(escrow, 'title') }
}

function textField(struct: xdr.ScVal | undefined, name: string): string {
  if (struct?.type !== 'scvMap') return ''
  const entry = struct.map?.find(({ key }) => key.type === 'scvSymbol' && textOf(key.sym) === name)
  return entry?.val.type === 'scvString' ? textOf(entry.val.str) : ''
}

function firstOf(list: xdr.ScVal | undefined): xdr.ScVal | undefined {
  return list?.type === 'scvVec' ? list.vec?.[0] : undefined
}
