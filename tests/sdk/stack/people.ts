import { OfferHubSDK, type User } from '../../../sdk/src/index.ts'
import type { RunningStack } from '../../e2e/useTestStack.ts'
import { depositFor } from './depositFor.ts'

export type Shop = { readonly sdk: OfferHubSDK; readonly buyer: User; readonly seller: User }

/** A marketplace's client and two new users, the buyer with money. */
export async function openShop({ stack }: RunningStack, deposit = '100.00'): Promise<Shop> {
  const sdk = new OfferHubSDK({ apiUrl: stack.apiUrl, apiKey: stack.apiKey })
  const newUser = (type: 'BUYER' | 'SELLER') =>
    sdk.users.create({ externalUserId: `${type}-${crypto.randomUUID()}`, email: 'someone@example.com', type })
  const [buyer, seller] = await Promise.all([newUser('BUYER'), newUser('SELLER')])
  await depositFor(sdk, stack, buyer.id, deposit)
  return { sdk, buyer, seller }
}
