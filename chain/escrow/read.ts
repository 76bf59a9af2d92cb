import { scValToNative, type xdr } from '@stellar/stellar-sdk'
import { z } from 'zod'
import { balanceIn, usdcBalanceKey } from '../balances.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { contractInstanceKey, ESCROW_STATE_KEY, escrowStateKey } from '../rpc/ledgerKeys.ts'
import { readEntries } from '../rpc/readEntries.ts'
import { sameVal } from '../scval.ts'

const escrowShape = z.object({
  amount: z.bigint(),
  engagement_id: z.string(),
  flags: z.object({ disputed: z.boolean(), released: z.boolean(), resolved: z.boolean() }),
  milestones: z.array(z.object({ approved: z.boolean(), status: z.string(), evidence: z.string() })),
})

/** What a single-release escrow contract says of itself on the ledger. */
export type EscrowState = {
  readonly amountStroops: bigint
  readonly engagementId: string
  readonly disputed: boolean
  readonly released: boolean
  readonly resolved: boolean
  readonly milestones: readonly { readonly approved: boolean; readonly status: string; readonly evidence: string }[]
}

/** Reads the contract's own state; null when there is no such escrow, or its entry is archived. */
export async function readEscrow(rpc: ChainRpc, contractId: string, signal?: AbortSignal): Promise<EscrowState | null> {
  const { data } = await readEntries(rpc, stateKeys(contractId), signal)
  return stateIn(data, contractId)
}

/** The same together with the USDC that the contract holds, both as of one ledger. */
export async function readEscrowAndBalance(
  rpc: ChainRpc,
  config: Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>,
  contractId: string,
  signal?: AbortSignal,
): Promise<{ escrow: EscrowState | null; heldStroops: bigint }> {
  const balanceKey = usdcBalanceKey(config, contractId)
  const { data } = await readEntries(rpc, [...stateKeys(contractId), balanceKey], signal)
  return { escrow: stateIn(data, contractId), heldStroops: balanceIn(data.get(balanceKey)) }
}

function stateKeys(contractId: string): readonly string[] {
  return [escrowStateKey(contractId), contractInstanceKey(contractId)]
}

function stateIn(data: ReadonlyMap<string, xdr.LedgerEntryData>, contractId: string): EscrowState | null {
  const [state, instance] = stateKeys(contractId).map((key) => data.get(key))
  const value = contractValue(state) ?? instanceValue(instance)
  if (value === null) return null
  const escrow = escrowShape.safeParse(scValToNative(value))
  if (!escrow.success) throw new Error(`The contract ${contractId} holds no single-release escrow that we can read`)
  const { amount, engagement_id: engagementId, flags, milestones } = escrow.data
  return { amountStroops: amount, engagementId, ...flags, milestones }
}

function contractValue(entry: xdr.LedgerEntryData | undefined): xdr.ScVal | null {
  return entry?.type === 'contractData' ? entry.contractData.val : null
}

/** Early revisions of the contract keep their state inside the instance entry. */
function instanceValue(entry: xdr.LedgerEntryData | undefined): xdr.ScVal | null {
  const value = contractValue(entry)
  if (value?.type !== 'scvContractInstance') return null
  return (value.instance.storage ?? []).find((item) => sameVal(item.key, ESCROW_STATE_KEY))?.val ?? null
}
