import { once } from 'node:events'
import { OfferHubSDK } from '../../../sdk/src/index.ts'

/** What the guide's blocks find: a client, two users, and an address outside of the platform. Loaded in the program that runs the blocks of one page. */
const { API: apiUrl = '', KEY: apiKey = '', BUYER = '', SELLER = '', DESTINATION = '' } = process.env
export const sdk = new OfferHubSDK({ apiUrl, apiKey })
export const buyer = await sdk.users.get(BUYER)
export const seller = await sdk.users.get(SELLER)
export const destination = DESTINATION

/** Says that the block before is done, and waits until the one at this line may begin. */
export async function turn(line: number): Promise<void> {
  process.send?.({ readyFor: line })
  await once(process, 'message')
}
