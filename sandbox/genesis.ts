import { createHash } from 'node:crypto'
import { Asset, Keypair, xdr } from '@stellar/stellar-sdk'
import { assetInstance } from './contracts/usdc.ts'
import { newAccount, writeAccount } from './ledger/account.ts'
import { MAX_INT64, STROOPS_PER_UNIT, TRUSTLINE_AUTHORIZED_FLAG } from './ledger/constants.ts'
import { contractCodeKey, contractInstanceKey } from './ledger/keys.ts'
import { ledgerEntry } from './ledger/ledgerEntry.ts'
import { assetContractId, type Network } from './ledger/network.ts'
import type { Overlay } from './ledger/overlay.ts'
import { writeTrustline } from './ledger/trustline.ts'
import { contractDataEntry, setLiveUntil } from './soroban/contractStorage.ts'
import { wasmInstance } from './soroban/createInstance.ts'
import { contractStrkey } from './soroban/values.ts'

/** The first ledger; accounts created in it start their sequence numbers there. */
export const GENESIS_LEDGER = 1

/** Issuer of Circle's USDC on the public test network; here the sandbox co-signs for it. */
export const USDC_ISSUER = 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5'
export const USDC = new Asset('USDC', USDC_ISSUER)

/** Account that the escrow contracts pay the protocol fee to; their `main` build has it compiled in. */
export const PROTOCOL_FEE_ADDRESS = 'GBWWSOATPLIC72ZBOIM7WJCT7VCAHNWW4QUBZ2H4FORMCCIUM5ZVKSZN'

/** SHA-256 of the single-release escrow's wasm code. */
export const ESCROW_WASM_HASH = '96d51751f924c938a081deb740056dc1c5cc60c6e645672062531f82957ed2fe'
/** The factory's real code hash is not public knowledge; this one only has to be constant. */
export const FACTORY_WASM_HASH = sha256('offer-hub sandbox: code of the escrow factory').toString('hex')
export const FACTORY_CONTRACT_ID = contractStrkey(sha256('offer-hub sandbox: instance of the escrow factory'))

/** Holds all XLM that is not handed out yet. */
export const ROOT_KEYPAIR = keypairNamed('root and friendbot')
/** Additional signer of the USDC issuer. */
export const ISSUER_SIGNER = keypairNamed('additional signer of the USDC issuer')

/** Accounts that carry friendbot's and faucet's transactions, so that many can wait for the same ledger. */
export const CHANNEL_COUNT = 64
export function channelKeypair(index: number): Keypair {
  return keypairNamed(`channel ${index}`)
}

const TOTAL_COINS_STROOPS = 1_000_000_000_000_000_000n
const SYSTEM_ACCOUNT_STROOPS = 100_000_000n * STROOPS_PER_UNIT

/** Writes the entries the network starts with. */
export function writeGenesis(overlay: Overlay, network: Network): void {
  const channels = Array.from({ length: CHANNEL_COUNT }, (_, index) => channelKeypair(index).publicKey())
  const systemAccounts = [...channels, PROTOCOL_FEE_ADDRESS, USDC_ISSUER]
  const handedOut = BigInt(systemAccounts.length) * SYSTEM_ACCOUNT_STROOPS
  writeAccount(overlay, newAccount(ROOT_KEYPAIR.publicKey(), TOTAL_COINS_STROOPS - handedOut, 0n))
  for (const address of channels) writeAccount(overlay, newAccount(address, SYSTEM_ACCOUNT_STROOPS, 0n))
  writeIssuer(overlay)
  writeProtocolFeeAccount(overlay)
  writeContracts(overlay, network)
}

function writeIssuer(overlay: Overlay): void {
  const issuer = newAccount(USDC_ISSUER, SYSTEM_ACCOUNT_STROOPS, 0n)
  writeAccount(overlay, {
    ...issuer,
    subentries: 1,
    signers: [{ address: ISSUER_SIGNER.publicKey(), weight: 1 }],
  })
}

function writeProtocolFeeAccount(overlay: Overlay): void {
  writeAccount(overlay, { ...newAccount(PROTOCOL_FEE_ADDRESS, SYSTEM_ACCOUNT_STROOPS, 0n), subentries: 1 })
  writeTrustline(overlay, {
    address: PROTOCOL_FEE_ADDRESS,
    asset: USDC,
    balanceStroops: 0n,
    limitStroops: MAX_INT64,
    flags: TRUSTLINE_AUTHORIZED_FLAG,
  })
}

function writeContracts(overlay: Overlay, network: Network): void {
  for (const hash of [FACTORY_WASM_HASH, ESCROW_WASM_HASH]) writeCode(overlay, Buffer.from(hash, 'hex'))
  writeInstance(overlay, FACTORY_CONTRACT_ID, wasmInstance(Buffer.from(FACTORY_WASM_HASH, 'hex')))
  writeInstance(overlay, assetContractId(network, USDC), assetInstance(USDC))
}

/** System contracts do not age: nobody here would renew them. */
const ENDLESS_TTL_LEDGERS = 2 ** 32 - 1

/** The entry says that code exists under the hash; the code itself is native. */
function writeCode(overlay: Overlay, hash: Uint8Array): void {
  const code = new TextEncoder().encode('native code of the sandbox, registered under the hash of the real wasm')
  const entry = new xdr.ContractCodeEntry({ ext: xdr.ContractCodeEntryExt.v0(), hash: new xdr.Hash(hash), code })
  const key = contractCodeKey(hash)
  overlay.put(key, ledgerEntry(overlay.ledgerSequence, xdr.LedgerEntryData.contractCode(entry)))
  setLiveUntil(overlay, key, ENDLESS_TTL_LEDGERS)
}

function writeInstance(overlay: Overlay, contractId: string, instance: xdr.ScContractInstance): void {
  const key = contractInstanceKey(contractId)
  const instanceKey = xdr.ScVal.scvLedgerKeyContractInstance()
  const value = xdr.ScVal.scvContractInstance(instance)
  overlay.put(key, contractDataEntry(overlay.ledgerSequence, contractId, instanceKey, value))
  setLiveUntil(overlay, key, ENDLESS_TTL_LEDGERS)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function keypairNamed(name: string): Keypair {
  return Keypair.fromRawEd25519Seed(sha256(`offer-hub sandbox: ${name}`))
}
