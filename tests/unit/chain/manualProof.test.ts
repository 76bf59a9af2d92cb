import { hash, Keypair, Transaction } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import type { EscrowCall } from '../../../chain/intent.ts'
import type { WantedCall } from '../../../chain/proof/checkProvenCall.ts'
import { type ManualProof, readManualProof } from '../../../chain/proof/readManualProof.ts'
import type { TransactionAnswer } from '../../../chain/rpc/answers.ts'
import type { ChainRpc } from '../../../chain/rpc/client.ts'
import { RpcError } from '../../../chain/rpc/errors.ts'
import { ChainStepError } from '../../../chain/step/errors.ts'
import { deriveContractId } from '../../../chain/verify/contractId.ts'
import {
  address,
  buildDraft,
  config,
  contract,
  deployIntent,
  escrowId,
  fundIntent,
  honestDraft,
  salt,
  wrapInFeeBump,
} from './support/vendorTransaction.ts'

const resolve: EscrowCall = {
  kind: 'resolve',
  contractId: escrowId,
  disputeResolver: address('resolver'),
  distributions: [
    { address: address('seller'), amountStroops: '300000000' },
    { address: address('buyer'), amountStroops: '500000000' },
  ],
}
const [buyer, resolver] = [address('buyer'), address('resolver')]
const wantsFunding: WantedCall = { contractId: escrowId, functionName: 'fund_escrow' }
const LEDGER = 4_711

type Envelope = { readonly hash: () => Uint8Array; readonly toXdr: () => string }

function transaction(intent: EscrowCall, source: string): Transaction {
  return buildDraft(honestDraft(intent, source))
}

function answer(envelope: Pick<Envelope, 'toXdr'>, changes: Partial<TransactionAnswer> = {}): TransactionAnswer {
  return {
    status: 'SUCCESS',
    latestLedger: 5_000,
    latestLedgerCloseTime: 2,
    oldestLedger: 1,
    oldestLedgerCloseTime: 1,
    ledger: LEDGER,
    envelopeXdr: envelope.toXdr(),
    ...changes,
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A server that knows one transaction and answers so to whatever hash it is asked for. */
function serverSaying(said: () => TransactionAnswer): ChainRpc {
  return { getTransaction: async () => said() } as unknown as ChainRpc
}

async function prove(envelope: Envelope, wanted: WantedCall, asked = hex(envelope.hash())): Promise<ManualProof> {
  return await readManualProof(
    serverSaying(() => answer(envelope)),
    config,
    { ...wanted, hash: asked },
  )
}

async function refusal(proving: Promise<ManualProof>): Promise<string> {
  const error = await proving.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ChainStepError)) throw new Error(`Nothing was refused: ${String(error)}`)
  expect(error.verdict).toBe('refused')
  return error.message
}

describe('a transaction that did what the step wanted', () => {
  it('proves a funding, with the ledger that holds it', async () => {
    const done = transaction(fundIntent, buyer)
    const wanted = { ...wantsFunding, payer: buyer, amountStroops: fundIntent.amountStroops }
    expect(await prove(done, wanted)).toEqual({
      proof: { transactionHash: hex(done.hash()), ledger: LEDGER },
      distributions: [],
    })
  })

  it('is found by the inner hash of a fee bump too, and is named by the outer one', async () => {
    const inner = transaction(fundIntent, buyer)
    const bump = wrapInFeeBump(inner)
    for (const asked of [bump.hash(), inner.hash()]) {
      const { proof } = await prove(bump, wantsFunding, hex(asked))
      expect(proof.transactionHash).toBe(hex(bump.hash()))
    }
  })

  it('may be named in capitals with blanks around, as it is pasted', async () => {
    const done = transaction(fundIntent, buyer)
    const { proof } = await prove(done, wantsFunding, ` ${hex(done.hash()).toUpperCase()}\n`)
    expect(proof.transactionHash).toBe(hex(done.hash()))
  })

  it('says who got what when it was a resolution', async () => {
    const wanted = { contractId: escrowId, functionName: 'resolve_dispute' }
    const { distributions } = await prove(transaction(resolve, resolver), wanted)
    expect(new Set(distributions)).toEqual(new Set(resolve.distributions))
  })

  it('proves a deployment by the contract that follows from its salt', async () => {
    const created = deriveContractId(config.passphrase, config.escrowFactoryId, salt)
    const wanted = { contractId: created, functionName: 'tw_new_single_release_escrow' }
    for (const functionName of [wanted.functionName, 'deploy']) {
      const { distributions } = await prove(transaction(deployIntent, address('deployer')), { ...wanted, functionName })
      expect(distributions).toEqual([])
    }
    const other = prove(transaction(fundIntent, buyer), { ...wanted, functionName: 'deploy' })
    expect(await refusal(other)).toContain('it calls fund_escrow instead of deploy')
  })

  it('proves an approval of one milestone under the name of the revision that takes several', async () => {
    const draft = honestDraft(
      {
        kind: 'approveMilestone',
        contract: 'multi',
        contractId: escrowId,
        approver: buyer,
        milestoneIndex: 2,
      },
      buyer,
    )
    const done = buildDraft({ ...draft, call: { ...draft.call, functionName: 'approve_milestones' } })
    const wanted = { contractId: escrowId, functionName: 'approve_milestone' }
    await prove(done, { ...wanted, milestoneIndex: 2 })
    expect(await refusal(prove(done, { ...wanted, milestoneIndex: 1 }))).toContain('it is about milestone 2')
  })
})

describe('each milestone function', () => {
  const place = { contractId: escrowId, milestoneIndex: 1 }
  const calls: Readonly<Record<string, EscrowCall>> = {
    change_milestone_status: {
      kind: 'changeMilestoneStatus',
      contract: 'multi',
      serviceProvider: buyer,
      newStatus: 'completed',
      newEvidence: '',
      ...place,
    },
    approve_milestone: { kind: 'approveMilestone', contract: 'multi', approver: buyer, ...place },
    release_milestone_funds: { kind: 'releaseMilestone', releaseSigner: buyer, ...place },
    dispute_milestone: { kind: 'disputeMilestone', signer: buyer, ...place },
    resolve_milestone_dispute: {
      kind: 'resolveMilestone',
      disputeResolver: buyer,
      distributions: [{ address: buyer, amountStroops: '1' }],
      ...place,
    },
  }

  it.each(Object.entries(calls))('%s proves its own milestone and no other', async (functionName, intent) => {
    const done = transaction(intent, buyer)
    await prove(done, { contractId: escrowId, functionName, milestoneIndex: 1 })
    const other = refusal(prove(done, { contractId: escrowId, functionName, milestoneIndex: 0 }))
    expect(await other).toContain('it is about milestone 1 of the contract, not 0')
  })
})

describe('a transaction that proves nothing is refused', () => {
  const funding = transaction(fundIntent, buyer)
  const fundingHash = hex(funding.hash())
  const ask = (changes: Partial<TransactionAnswer>) =>
    readManualProof(
      serverSaying(() => answer(funding, changes)),
      config,
      { ...wantsFunding, hash: fundingHash },
    )

  it('when it failed, is unknown, or the server does not show it', async () => {
    expect(await refusal(ask({ status: 'FAILED' }))).toContain('it failed on the ledger')
    const unknown = await refusal(ask({ status: 'NOT_FOUND', ledger: undefined, envelopeXdr: undefined }))
    expect(unknown).toContain('does not show it between ledgers 1 and 5000')
    expect(await refusal(ask({ envelopeXdr: undefined }))).toContain('does not say what it contains')
    expect(await refusal(ask({ ledger: undefined }))).toContain('does not say what it contains or where')
    expect(await refusal(ask({ envelopeXdr: 'AAAA' }))).toContain('no readable envelope')
  })

  it('when the hash is none', async () => {
    const asked = refusal(prove(funding, wantsFunding, 'order 17'))
    expect(await asked).toBe(
      'The transaction "order 17" does not prove the step: a transaction hash is 64 hexadecimal digits.',
    )
  })

  it('when the server shows another transaction than it was asked for', async () => {
    const asked = refusal(prove(funding, wantsFunding, hex(hash('another'))))
    expect(await asked).toContain('does not give that hash')
  })

  it('when it is of another network', async () => {
    const elsewhere = new Transaction(funding.toXdr(), 'Test SDF Network ; September 2015')
    expect(await refusal(prove(elsewhere, wantsFunding))).toContain('does not give that hash on the network')
  })

  it('when it called another function or another contract', async () => {
    const wrongFunction = prove(funding, { ...wantsFunding, functionName: 'release_funds' })
    expect(await refusal(wrongFunction)).toContain('it calls fund_escrow instead of release_funds')
    const wrongContract = prove(funding, { ...wantsFunding, contractId: contract('other') })
    expect(await refusal(wrongContract)).toContain(`instead of the order's, ${contract('other')}`)
  })

  it('when somebody else paid, or another amount', async () => {
    const wrongPayer = prove(funding, { ...wantsFunding, payer: address('seller') })
    expect(await refusal(wrongPayer)).toContain(`it pays from ${buyer} instead of ${address('seller')}`)
    const wrongAmount = prove(funding, { ...wantsFunding, amountStroops: '800000001' })
    expect(await refusal(wrongAmount)).toContain('it pays in 800000000 stroops instead of 800000001')
  })

  it('when a deployment created another contract, came from elsewhere, or has other code', async () => {
    const functionName = 'tw_new_single_release_escrow'
    const created = deriveContractId(config.passphrase, config.escrowFactoryId, salt)
    const draft = honestDraft(deployIntent, address('deployer'))
    const honest = buildDraft(draft)
    expect(await refusal(prove(honest, { contractId: escrowId, functionName }))).toContain(`contract ${created}`)
    const elsewhere = buildDraft({ ...draft, call: { ...draft.call, contractId: contract('mallory') } })
    const wanted = { contractId: created, functionName }
    expect(await refusal(prove(elsewhere, wanted))).toContain(`through ${contract('mallory')} instead of the factory`)
    const other = { ...config, escrowWasmHash: config.multiEscrowWasmHash }
    const asked = readManualProof(
      serverSaying(() => answer(honest)),
      other,
      { ...wanted, hash: hex(honest.hash()) },
    )
    expect(await refusal(asked)).toContain('which is not allowed')
  })

  it('when it is no contract call', async () => {
    const draft = honestDraft(fundIntent, buyer)
    const operation = transaction(fundIntent, buyer).toEnvelope()
    if (operation.type !== 'envelopeTypeTx') throw new Error('An ordinary envelope was expected')
    const two = buildDraft({ ...draft, extraOperations: operation.v1.tx.operations })
    expect(await refusal(prove(two, wantsFunding))).toContain('it has 2 operations instead of one')
  })
})

describe('a server that gives no answer', () => {
  it('makes the check wait instead of refusing', async () => {
    const silent = {
      getTransaction: async () => Promise.reject(new RpcError('getTransaction', 'unreachable', 'nobody listens')),
    } as unknown as ChainRpc
    const query = { ...wantsFunding, hash: hex(hash(Keypair.random().publicKey())) }
    await expect(readManualProof(silent, config, query)).rejects.toMatchObject({ verdict: 'retry' })
  })
})
