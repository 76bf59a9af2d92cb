import { type HttpAnswer, request } from '../../../chain/http/request.ts'
import { readFunds } from '../../../chain/platform/readFunds.ts'
import { readVendorContracts, type VendorContracts } from '../../../chain/platform/readVendorContracts.ts'
import { createTrustlessWork } from '../../../chain/trustlessWork/client.ts'
import { reasonOf } from '../finding.ts'
import type { Known } from './examine.ts'
import { missing, type NetworkFinding, skipped, well } from './report.ts'

const TIMEOUT_MS = 30_000

/** Whether Trustless Work answers, takes the key, and deploys with the contracts that are pinned here. */
export async function lookAtVendor(known: Known): Promise<NetworkFinding[]> {
  const { trustlessWorkUrl: url, trustlessWorkApiKey: apiKey } = known.settings
  if (url === undefined || apiKey === undefined) return [skipped('Trustless Work', 'URL or key is not set')]
  const treasury = known.signers?.platform.treasury.publicKey()
  if (treasury === undefined) return [skipped('Trustless Work', 'asking needs the address of the treasury')]
  const { host } = new URL(url)
  try {
    const answer = await request({
      url: `${url.replace(/\/+$/, '')}/helper/get-escrows-by-signer?signer=${treasury}`,
      method: 'GET',
      headers: { 'x-api-key': apiKey },
      timeoutMs: TIMEOUT_MS,
    })
    const finding = judgeAnswer(host, answer)
    return finding.level === 'ok' ? [finding, await lookAtPins(known, url, apiKey)] : [finding]
  } catch (error) {
    const todo = 'Check TRUSTLESS_WORK_URL, and that this machine may reach it'
    return [missing('Trustless Work', `${host} does not answer: ${reasonOf(error)}`, todo)]
  }
}

function judgeAnswer(host: string, { status }: HttpAnswer): NetworkFinding {
  if (status === 200) return well('Trustless Work', `${host} answers and takes the key`)
  if (status === 401 || status === 403) {
    const todo = 'Make a key in the Trustless Work back office of this network, and set TRUSTLESS_WORK_API_KEY'
    return missing('Trustless Work', `${host} refuses the key (HTTP ${status})`, todo)
  }
  const todo =
    status === 429 ? 'Wait a minute: their limit is 50 requests a minute' : 'See whether their service has trouble'
  return missing('Trustless Work', `${host} answers HTTP ${status}`, todo)
}

/** A deployment is built for the purpose, read and thrown away. */
async function lookAtPins(known: Known, url: string, apiKey: string): Promise<NetworkFinding> {
  const { rpc, signers, settings } = known
  const { usdcIssuer } = settings
  const deployer = signers?.deployers[0]?.publicKey()
  if (rpc === null || signers === null || deployer === undefined || usdcIssuer === undefined) {
    return skipped('pinned contracts', 'comparing needs the network, the keys and the issuer')
  }
  const accounts = {
    deployer,
    treasury: signers.platform.treasury.publicKey(),
    sponsor: signers.platform.sponsor.publicKey(),
    resolver: signers.platform.resolver.publicKey(),
  }
  const funds = await readFunds(rpc, { usdcIssuer }, Object.values(accounts))
  if (funds.size < Object.values(accounts).length) {
    return skipped('pinned contracts', "comparing needs the platform's accounts to exist")
  }
  const vendor = createTrustlessWork({ trustlessWorkUrl: url, trustlessWorkApiKey: apiKey, usdcIssuer })
  try {
    return comparePins(await readVendorContracts(vendor, accounts), settings)
  } catch (error) {
    const todo = 'An order would fail in the same way: read the message, or ask Trustless Work'
    return missing('pinned contracts', `no deployment could be built: ${reasonOf(error)}`, todo)
  }
}

function comparePins(used: VendorContracts, settings: Known['settings']): NetworkFinding {
  const pins: readonly (readonly [variable: string, pinned: string | undefined, used: string])[] = [
    ['ESCROW_FACTORY_ID', settings.escrowFactoryId, used.factoryId],
    ['ESCROW_FACTORY_ID', settings.escrowFactoryId, used.multiFactoryId],
    ['ESCROW_WASM_HASH', settings.escrowWasmHash, used.escrowWasmHash],
    ['MULTI_ESCROW_WASM_HASH', settings.multiEscrowWasmHash, used.multiEscrowWasmHash],
  ]
  const others = new Set(pins.flatMap(([name, pinned, now]) => (pinned === now ? [] : [`${name}=${now}`])))
  if (others.size === 0) return well('pinned contracts', 'are those that Trustless Work deploys with')
  const todo = 'Every deployment would be refused. Make sure that it is their new version, then pin it'
  return missing('pinned contracts', `Trustless Work deploys with ${[...others].join(', ')}`, todo)
}
