import { Networks } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { assertEnvironment, checkChainConfig, isLive, networkName, usdcContractId } from '../../../chain/network.ts'
import { config } from './support/vendorTransaction.ts'

describe('a network', () => {
  it('is named by its passphrase', () => {
    const passphrases = [Networks.PUBLIC, Networks.TESTNET, Networks.STANDALONE, Networks.SANDBOX]
    expect(passphrases.map(networkName)).toEqual(['public', 'testnet', 'sandbox', 'sandbox'])
  })

  it('that nobody knows is refused', () => {
    expect(() => networkName('Public Global Stellar Network; September 2015')).toThrow(/passphrase of no network/)
  })

  it('is live only when it is the public one', () => {
    expect([Networks.PUBLIC, Networks.TESTNET, Networks.STANDALONE].map(isLive)).toEqual([true, false, false])
  })

  it.each([Networks.STANDALONE, Networks.TESTNET])('cannot be called live: %s', (passphrase) => {
    expect(() => assertEnvironment(passphrase, 'live')).toThrow(/Only the public network is live/)
    expect(() => assertEnvironment(passphrase, 'test')).not.toThrow()
  })

  it('that is public cannot be called a test', () => {
    expect(() => assertEnvironment(Networks.PUBLIC, 'test')).toThrow(/Only the public network is live/)
  })

  it('gives the USDC contract the id that is known for it', () => {
    const testnet = {
      passphrase: Networks.TESTNET,
      usdcIssuer: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
    }
    expect(usdcContractId(testnet)).toBe('CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA')
    const live = { passphrase: Networks.PUBLIC, usdcIssuer: 'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN' }
    expect(usdcContractId(live)).toBe('CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75')
  })
})

describe('the chain settings', () => {
  it.each([
    ['usdcIssuer', 'CAAA'],
    ['protocolFeeAddress', ''],
    ['escrowFactoryId', config.usdcIssuer],
    ['escrowWasmHash', 'ABCD'],
    ['multiEscrowWasmHash', ''],
    ['feeCapStroops', 0n],
    ['rpcUrl', 'localhost:8000'],
    ['trustlessWorkUrl', 'ftp://example.org'],
  ])('are refused by name when %s is wrong', (field, value) => {
    expect(() => checkChainConfig({ ...config, [field]: value })).toThrow(new RegExp(`setting ${field} must be`))
  })

  it('are refused when the API key of the public network would travel unencrypted', () => {
    const live = { ...config, passphrase: Networks.PUBLIC }
    expect(() => checkChainConfig(live)).toThrow(/trustlessWorkUrl must be an https URL/)
    expect(() => checkChainConfig({ ...live, trustlessWorkUrl: 'https://api.trustlesswork.com' })).not.toThrow()
  })
})
