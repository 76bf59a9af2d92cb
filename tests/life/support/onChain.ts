import { createRpc } from '../../../chain/rpc/client.ts'
import { type RawTransfer, readTransfers } from '../../../chain/transfers/read.ts'
import type { Life } from './usePieces.ts'

const PAGE = 1_000

/** Every USDC movement that the network has ever seen, from the network itself. */
export async function allTransfers({ prepared, stack }: Pick<Life, 'prepared' | 'stack'>): Promise<RawTransfer[]> {
  const rpc = createRpc(stack.sandbox.rpcUrl)
  const transfers: RawTransfer[] = []
  for (let cursor: string | null = null; ; ) {
    const page = await readTransfers(rpc, prepared.chain, { cursor, limit: PAGE })
    transfers.push(...page.transfers)
    if (!page.hasMore) return transfers
    cursor = page.nextCursor
  }
}

/** What one address was paid by another, each payment in stroops. */
export function paid(transfers: readonly RawTransfer[], from: string, to: string): string[] {
  return transfers.filter((each) => each.from === from && each.to === to).map(({ amountStroops }) => amountStroops)
}
