import { Memo, Operation, xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import type { EscrowCall } from '../../../chain/intent.ts'
import { usdcAsset } from '../../../chain/network.ts'
import { escrowStateKey } from '../../../chain/rpc/ledgerKeys.ts'
import { addressVal, i128Val } from '../../../chain/scval.ts'
import { deriveContractId } from '../../../chain/verify/contractId.ts'
import {
  approve,
  buyer,
  escrowField,
  fundArgument,
  refusedFor,
  release,
  tampered,
  tamperedDeploy,
  verify,
} from './support/tampering.ts'
import {
  address,
  buildDraft,
  config,
  contract,
  deployIntent,
  escrowId,
  fundIntent,
  honestDraft,
  invocation,
  keypair,
  NOW_SECONDS,
  salt,
  transferCall,
  wrapInFeeBump,
} from './support/vendorTransaction.ts'

describe('an honest transaction', () => {
  it.each<[string, EscrowCall, string]>([
    ['deploy', deployIntent, address('deployer')],
    ['fund', fundIntent, buyer],
    [
      'change of milestone status',
      {
        kind: 'changeMilestoneStatus',
        contract: 'single',
        contractId: escrowId,
        serviceProvider: address('seller'),
        milestoneIndex: 0,
        newStatus: 'completed',
        newEvidence: '',
      },
      address('seller'),
    ],
    ['approval', approve, buyer],
    ['release', release, buyer],
  ])('for a %s may be signed', (_name, intent, source) => {
    const verification = verify(intent, source, buildDraft(honestDraft(intent, source)).toXdr())
    expect(verification).toMatchObject({ ok: true, maxTimeSeconds: NOW_SECONDS + 300 })
  })

  it('for a deployment names the contract that factory and salt give', () => {
    const verification = tamperedDeploy(() => ({}))
    expect(verification).toMatchObject({
      ok: true,
      derivedContractId: deriveContractId(config.passphrase, config.escrowFactoryId, salt),
    })
  })

  it('for a release may name the known fee address, as one lineage of the contract takes it', () => {
    const draft = honestDraft(release, buyer)
    const call = { ...draft.call, args: [...draft.call.args, addressVal(config.protocolFeeAddress)] }
    expect(verify(release, buyer, buildDraft({ ...draft, call }).toXdr()).ok).toBe(true)
  })

  it('may bring archived entries back to life, as a call on an old escrow has to', () => {
    const transaction = buildDraft(honestDraft(approve, buyer)).toEnvelope()
    if (transaction.type !== 'envelopeTypeTx') throw new Error('a plain transaction was built')
    const { tx } = transaction.v1
    if (tx.ext.type !== 'sorobanData') throw new Error('a contract call carries resources')
    const { resources, resourceFee } = tx.ext.sorobanData
    const readWrite = [xdr.LedgerKey.fromXdr(escrowStateKey(escrowId), 'base64')]
    const restoring = new xdr.SorobanTransactionData({
      ext: xdr.SorobanTransactionDataExt.resourceExt(new xdr.SorobanResourcesExtV0({ archivedSorobanEntries: [0] })),
      resources: new xdr.SorobanResources({
        footprint: new xdr.LedgerFootprint({ readOnly: [], readWrite }),
        instructions: resources.instructions,
        diskReadBytes: resources.diskReadBytes,
        writeBytes: resources.writeBytes,
      }),
      resourceFee,
    })
    const { sourceAccount, fee, seqNum, cond, memo, operations } = tx
    const ext = xdr.TransactionExt.sorobanData(restoring)
    const changed = new xdr.Transaction({ sourceAccount, fee, seqNum, cond, memo, operations, ext })
    const envelope = xdr.TransactionEnvelope.envelopeTypeTx(
      new xdr.TransactionV1Envelope({ tx: changed, signatures: [] }),
    )
    expect(verify(approve, buyer, envelope.toXdr('base64')).ok).toBe(true)
  })

  it('may name its own source again on the operation', () => {
    expect(tampered(() => ({ operationSource: buyer })).ok).toBe(true)
  })
})

describe('the envelope is refused', () => {
  it('when the amount is one stroop more', () => {
    refusedFor(tampered(fundArgument(2, i128Val(800_000_001n))), /argument amount/)
  })
  it('when the amount has another integer type', () => {
    refusedFor(tampered(fundArgument(2, xdr.ScVal.scvU64(800_000_000n))), /argument amount/)
  })
  it("when the escrow's receiver is somebody else", () => {
    const tamper = escrowField('roles.receiver', addressVal(address('outsider')))
    refusedFor(tampered(tamper), /expected_escrow\.roles\.receiver/)
  })
  it('when it calls another contract', () => {
    refusedFor(
      tampered((draft) => ({ call: { ...draft.call, contractId: contract('other') } })),
      /calls contract/,
    )
  })
  it('when it calls another function', () => {
    refusedFor(
      tampered((draft) => ({ call: { ...draft.call, functionName: 'dispute_escrow' } })),
      /calls dispute_escrow/,
    )
  })
  it('when its source is another account', () => {
    refusedFor(
      tampered(() => ({ source: address('outsider') })),
      /its source is/,
    )
  })
  it('when it has a second operation', () => {
    const payment = Operation.payment({ destination: address('outsider'), asset: usdcAsset(config), amount: '1' })
    refusedFor(
      tampered(() => ({ extraOperations: [payment] })),
      /2 operations/,
    )
  })
  it('when an authorisation entry carries the credentials of an address', () => {
    const credentials = xdr.SorobanCredentials.sorobanCredentialsAddress(
      new xdr.SorobanAddressCredentials({
        address: xdr.ScAddress.scAddressTypeAccount(keypair('buyer').xdrPublicKey()),
        nonce: 1n,
        signatureExpirationLedger: 100,
        signature: xdr.ScVal.scvVoid(),
      }),
    )
    refusedFor(
      tampered(() => ({ credentials })),
      /credentials/,
    )
  })
  it('when its fee is over the cap', () => {
    refusedFor(
      tampered(() => ({ resourceFee: '20000000' })),
      /over the cap/,
    )
  })
  it('when its resource fee is larger than its whole fee', () => {
    const transaction = buildDraft(honestDraft(fundIntent, buyer)).toEnvelope()
    if (transaction.type !== 'envelopeTypeTx') throw new Error('a plain transaction was built')
    const { tx } = transaction.v1
    const changed = new xdr.Transaction({
      sourceAccount: tx.sourceAccount,
      fee: 499_999,
      seqNum: tx.seqNum,
      cond: tx.cond,
      memo: tx.memo,
      operations: tx.operations,
      ext: tx.ext,
    })
    const envelope = xdr.TransactionEnvelope.envelopeTypeTx(
      new xdr.TransactionV1Envelope({ tx: changed, signatures: [] }),
    )
    refusedFor(verify(fundIntent, buyer, envelope.toXdr('base64')), /resource fee/)
  })
  it('when its time is over', () => {
    refusedFor(
      tampered(() => ({ maxTime: NOW_SECONDS - 1 })),
      /expired/,
    )
  })
  it('when it is a fee bump', () => {
    const bumped = wrapInFeeBump(buildDraft(honestDraft(fundIntent, buyer)))
    refusedFor(verify(fundIntent, buyer, bumped.toXdr()), /fee bump/)
  })
  it('when the operation acts for another account', () => {
    refusedFor(
      tampered(() => ({ operationSource: address('outsider') })),
      /acts for/,
    )
  })
  it('when the source is a muxed form of the right account', () => {
    const transaction = buildDraft(honestDraft(fundIntent, buyer)).toEnvelope()
    if (transaction.type !== 'envelopeTypeTx') throw new Error('a plain transaction was built')
    const { tx } = transaction.v1
    const muxed = new xdr.Transaction({
      sourceAccount: keypair('buyer').xdrMuxedAccount('7'),
      fee: tx.fee,
      seqNum: tx.seqNum,
      cond: tx.cond,
      memo: tx.memo,
      operations: tx.operations,
      ext: tx.ext,
    })
    const envelope = xdr.TransactionEnvelope.envelopeTypeTx(
      new xdr.TransactionV1Envelope({ tx: muxed, signatures: [] }),
    )
    refusedFor(verify(fundIntent, buyer, envelope.toXdr('base64')), /its source is M/)
  })
  it('when it already carries a signature', () => {
    const transaction = buildDraft(honestDraft(fundIntent, buyer))
    transaction.sign(keypair('outsider'))
    refusedFor(verify(fundIntent, buyer, transaction.toXdr()), /signatures/)
  })
  it('when it carries a memo', () => {
    refusedFor(
      tampered(() => ({ memo: Memo.text('hello') })),
      /memo/,
    )
  })
  it('when it is a payment instead of a contract call', () => {
    const payment = Operation.payment({ destination: address('outsider'), asset: usdcAsset(config), amount: '80' })
    const transaction = buildDraft(honestDraft(fundIntent, buyer)).toEnvelope()
    if (transaction.type !== 'envelopeTypeTx') throw new Error('a plain transaction was built')
    const { tx } = transaction.v1
    const changed = new xdr.Transaction({
      sourceAccount: tx.sourceAccount,
      fee: tx.fee,
      seqNum: tx.seqNum,
      cond: tx.cond,
      memo: tx.memo,
      operations: [payment],
      ext: tx.ext,
    })
    const envelope = xdr.TransactionEnvelope.envelopeTypeTx(
      new xdr.TransactionV1Envelope({ tx: changed, signatures: [] }),
    )
    refusedFor(verify(fundIntent, buyer, envelope.toXdr('base64')), /operation is payment/)
  })
  it('when it carries no resource data', () => {
    refusedFor(
      tampered(() => ({ hasResourceData: false })),
      /resource data/,
    )
  })
  it.each(['\n', ' ', 'AAAA'])('when something stands behind it: "%s"', (rest) => {
    const honest = buildDraft(honestDraft(fundIntent, buyer)).toXdr()
    refusedFor(verify(fundIntent, buyer, `${honest}${rest}`), /canonical encoding|not a transaction envelope/)
  })
  it('when it is no envelope at all', () => {
    refusedFor(verify(fundIntent, buyer, 'AAAA'), /not a transaction envelope/)
  })
})

describe('the time bounds are refused', () => {
  it('when there is no end', () => {
    refusedFor(
      tampered(() => ({ maxTime: 0 })),
      /never expires/,
    )
  })
  it('when 19 of 20 needed seconds are left, and another build is worth it', () => {
    const verification = tampered(() => ({ maxTime: NOW_SECONDS + 19 }))
    refusedFor(verification, /19 seconds/)
    expect(verification).toMatchObject({ staleBounds: true })
  })
  it('but not when exactly 20 seconds are left', () => {
    expect(tampered(() => ({ maxTime: NOW_SECONDS + 20 })).ok).toBe(true)
  })
  it('when they reach further than we are willing to be in doubt', () => {
    refusedFor(
      tampered(() => ({ maxTime: NOW_SECONDS + 601 })),
      /601 seconds/,
    )
  })
  it('when they have not begun', () => {
    refusedFor(
      tampered(() => ({ minTime: NOW_SECONDS + 60 })),
      /not valid yet/,
    )
  })
})

describe('the authorisation is refused', () => {
  it('when the transfer below the funding is of another amount', () => {
    refusedFor(
      tampered(() => ({ subcalls: [transferCall(buyer, escrowId, 800_000_001n)] })),
      /other than transfer/,
    )
  })
  it('when the transfer below the funding goes to somebody else', () => {
    const subcalls = [transferCall(buyer, address('outsider'), 800_000_000n)]
    refusedFor(
      tampered(() => ({ subcalls })),
      /other than transfer/,
    )
  })
  it('when it covers a second transfer', () => {
    const stolen = transferCall(buyer, address('outsider'), 1n)
    refusedFor(
      tampered((draft) => ({ subcalls: [...draft.subcalls, stolen] })),
      /2 further calls/,
    )
  })
  it('when the transfer covers another call below it', () => {
    const draft = honestDraft(fundIntent, buyer)
    const [transfer] = draft.subcalls
    if (transfer === undefined) throw new Error('a funding covers a transfer')
    const stolen = transferCall(buyer, address('outsider'), 1n)
    const built = buildDraft({ ...draft, subInvocations: [invocation(transfer, [stolen])] })
    refusedFor(verify(fundIntent, buyer, built.toXdr()), /calls below transfer/)
  })
  it('when an approval covers a transfer', () => {
    const subcalls = [transferCall(buyer, address('outsider'), 1n)]
    const draft = { ...honestDraft(approve, buyer), subcalls }
    refusedFor(verify(approve, buyer, buildDraft(draft).toXdr()), /1 further calls/)
  })
  it('when it is for another call than the operation', () => {
    refusedFor(
      tampered(() => ({ authorized: transferCall(buyer, address('outsider'), 5n) })),
      /another call/,
    )
  })
  it('when there is a second entry', () => {
    const entry = new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
      rootInvocation: invocation(transferCall(buyer, address('outsider'), 5n)),
    })
    refusedFor(
      tampered(() => ({ extraEntries: [entry] })),
      /2 authorisation entries/,
    )
  })
})
