import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { usdcBalanceKey } from '../../../chain/balances.ts'
import { chooseAction, draftResources, resourcesIn } from '../../../chain/lifetime/build.ts'
import { readLifetime } from '../../../chain/lifetime/read.ts'
import type { ChainRpc } from '../../../chain/rpc/client.ts'
import { contractInstanceKey, escrowStateKey } from '../../../chain/rpc/ledgerKeys.ts'
import { config, contract, escrowId } from './support/vendorTransaction.ts'

const [instance, state, balance] = [
  contractInstanceKey(escrowId),
  escrowStateKey(escrowId),
  usdcBalanceKey(config, escrowId),
]
const stranger = contractInstanceKey(contract('other'))

/** A server at ledger 900 that shows these entries, each usable up to a ledger. */
function serverWith(entries: Readonly<Record<string, number>>): ChainRpc {
  const answer = Object.entries(entries).map(([key, liveUntilLedgerSeq]) => ({ key, xdr: '', liveUntilLedgerSeq }))
  return { getLedgerEntries: async () => ({ entries: answer, latestLedger: 900 }) } as Partial<ChainRpc> as ChainRpc
}

const lifetimeOf = (entries: Readonly<Record<string, number>>) => readLifetime(serverWith(entries), config, escrowId)
const keys = (list: readonly xdr.LedgerKey[]): string[] => list.map((key) => key.toXdr('base64'))

async function actionFor(entries: Readonly<Record<string, number>>) {
  const { name, operation, footprint } = chooseAction(await lifetimeOf(entries))
  return {
    name,
    operation: operation.body.type,
    readOnly: keys(footprint.readOnly),
    readWrite: keys(footprint.readWrite),
  }
}

describe("an escrow's entries", () => {
  it('that all are alive get their lives extended', async () => {
    expect(await actionFor({ [instance]: 901, [state]: 5_000, [balance]: 5_000 })).toEqual({
      name: 'extend',
      operation: 'extendFootprintTtl',
      readOnly: [instance, state, balance],
      readWrite: [],
    })
  })

  it('of which the balance was never written are extended without it', async () => {
    expect(await actionFor({ [instance]: 5_000, [state]: 5_000 })).toMatchObject({ readOnly: [instance, state] })
  })

  it('of which one is archived have that one restored first, and nothing else touched', async () => {
    expect(await actionFor({ [instance]: 900, [state]: 5_000, [balance]: 5_000 })).toEqual({
      name: 'restore',
      operation: 'restoreFootprint',
      readOnly: [],
      readWrite: [instance],
    })
  })

  it('that the server leaves out because they are archived are restored all the same', async () => {
    expect(await actionFor({})).toMatchObject({ name: 'restore', readWrite: [instance, state, balance] })
    expect(await actionFor({ [state]: 5_000 })).toMatchObject({ name: 'restore', readWrite: [instance, balance] })
  })

  it('are extended to the most that the network allows', async () => {
    const { operation } = chooseAction(await lifetimeOf({ [instance]: 5_000, [state]: 5_000 }))
    if (operation.body.type !== 'extendFootprintTtl') throw new Error('a live escrow is extended')
    expect(operation.body.extendFootprintTtlOp.extendTo).toBe(3_110_399)
  })
})

describe('the resources that a simulation names', () => {
  const footprintOf = (readOnly: readonly string[], readWrite: readonly string[] = []): xdr.LedgerFootprint => {
    const decode = (key: string): xdr.LedgerKey => xdr.LedgerKey.fromXdr(key, 'base64')
    return new xdr.LedgerFootprint({ readOnly: readOnly.map(decode), readWrite: readWrite.map(decode) })
  }
  const asked = footprintOf([instance, state])
  const answerWith = (
    footprint: xdr.LedgerFootprint,
    ext: xdr.SorobanTransactionDataExt = xdr.SorobanTransactionDataExt.v0(),
  ) => {
    const { resources } = draftResources(footprint)
    const data = new xdr.SorobanTransactionData({ ext, resources, resourceFee: 70_000n })
    return { latestLedger: 900, transactionData: data.toXdr('base64'), minResourceFee: 70_000n }
  }

  it('are taken when they are about what was asked for, or about a part of it', () => {
    for (const named of [footprintOf([instance, state]), footprintOf([state])]) {
      expect(resourcesIn(answerWith(named), asked)).toMatchObject({ resourceFee: 70_000n })
    }
  })

  it.each<[string, ReturnType<typeof answerWith>, RegExp]>([
    ['name an entry of somebody else', answerWith(footprintOf([instance, stranger])), /not asked for/],
    ['would write an entry', answerWith(footprintOf([instance], [state])), /not asked for/],
    ['name nothing', answerWith(footprintOf([])), /nothing to do/],
    [
      'restore what was not asked for',
      answerWith(
        footprintOf([instance]),
        xdr.SorobanTransactionDataExt.resourceExt(new xdr.SorobanResourcesExtV0({ archivedSorobanEntries: [0] })),
      ),
      /restorations/,
    ],
  ])('are refused when they %s', (_name, answer, reason) => {
    expect(resourcesIn(answer, asked)).toMatch(reason)
  })

  it('are missing when the simulation fails', () => {
    expect(resourcesIn({ latestLedger: 900, error: 'HostError: x' }, asked)).toMatch(/failed: HostError: x/)
    expect(resourcesIn({ latestLedger: 900 }, asked)).toMatch(/names no resources/)
  })
})
