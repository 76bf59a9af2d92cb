import { Networks } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { checkNetwork, EXPECTED_PROTOCOL, OLDEST_PROTOCOL } from '../../../chain/platform/checkNetwork.ts'
import type { ChainRpc } from '../../../chain/rpc/client.ts'

const config = { passphrase: Networks.TESTNET, rpcUrl: 'https://rpc.example.com/v1/key-of-the-provider' }

function check(protocolVersion: number, passphrase: string = Networks.TESTNET) {
  const rpc: Pick<ChainRpc, 'getNetwork'> = { getNetwork: async () => ({ passphrase, protocolVersion }) }
  return checkNetwork(rpc as ChainRpc, config)
}

describe('a network at the start', () => {
  it.each([OLDEST_PROTOCOL, EXPECTED_PROTOCOL])('is taken without a word with protocol %i', async (protocolVersion) => {
    expect(await check(protocolVersion)).toEqual({ protocolVersion, warning: null })
  })

  it('is taken with a warning when its protocol is newer than this program', async () => {
    const { warning } = await check(EXPECTED_PROTOCOL + 1)
    expect(warning).toMatch(/rpc\.example\.com speaks protocol 29, this program was written for 28/)
  })

  it('is refused when its protocol does not show deposits', async () => {
    await expect(check(OLDEST_PROTOCOL - 1)).rejects.toThrow(/protocol 22/)
  })

  it('is refused when it is another, without showing what a provider puts into its URL', async () => {
    const error = await check(28, Networks.PUBLIC).catch((thrown: Error) => thrown)
    expect(String(error)).toMatch(/rpc\.example\.com belongs to the network "Public.*testnet network is configured/)
    expect(String(error)).not.toContain('key-of-the-provider')
  })
})
