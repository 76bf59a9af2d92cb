import { createHash } from 'node:crypto'
import { Asset, Keypair, xdr } from '@stellar/stellar-sdk'
import { assetInstance } from './contracts/usdc.ts'
import { newAccount, writeAccount } from './ledger/account.ts'
import { MAX_INT64, PERSISTENT_TTL_LEDGERS, STROOPS_PER_UNIT, TRUSTLINE_AUTHORIZED_FLAG } from './ledger/constants.ts'
import { contractCodeKey, contractInstanceKey } from './ledger/keys.ts'
import { ledgerEntry } from './ledger/ledgerEntry.ts'
import { assetContractId, type Network, USDC_ISSUER } from './ledger/network.ts'
import type { Overlay } from './ledger/overlay.ts'
import { writeTrustline } from './ledger/trustline.ts'
import { contractDataEntry, setLiveUntil } from './soroban/contractStorage.ts'
import { wasmInstance } from './soroban/createInstance.ts'
import { contractAddress } from './xdr/addresses.ts'

export { PROTOCOL_FEE_ADDRESS, USDC_ISSUER } from './ledger/network.ts'

/** The first ledger; accounts created in it start their sequence numbers there. */
export const GENESIS_LEDGER = 1

export const USDC = new Asset('USDC', USDC_ISSUER)

/** SHA-256 of the wasm code of the escrow contracts, `main` build. */
export const ESCROW_WASM_HASH = '96d51751f924c938a081deb740056dc1c5cc60c6e645672062531f82957ed2fe'
export const MULTI_ESCROW_WASM_HASH = '2ddb5ef1f8f029ea93313ed7a6886f763eda7287d8a08bacc0a427ab0aa1dc1f'
/** The real code hashes of these are not public knowledge; here they only have to be constant. */
export const DEVELOP_ESCROW_WASM_HASH = sha256('offer-hub sandbox: single-release escrow, develop').toString('hex')
export const DEVELOP_MULTI_ESCROW_WASM_HASH = sha256('offer-hub sandbox: multi-release escrow, develop').toString('hex')
export const FACTORY_WASM_HASH = sha256('offer-hub sandbox: code of the escrow factory').toString('hex')
export const FACTORY_CONTRACT_ID = contractAddress(sha256('offer-hub sandbox: instance of the escrow factory'))

/** Holds all XLM that is not handed out yet. */
export const ROOT_KEYPAIR = keypairNamed('root and friendbot')
/** Additional signer of the USDC issuer. */
export const ISSUER_SIGNER = keypairNamed('additional signer of the USDC issuer')

/** Accounts that carry friendbot's and faucet's transactions, so that many can wait for the same ledger. */
export const CHANNEL_COUNT = 64
export function channelKeypair(index: number): Keypair {
  return keypairNamed(`channel ${index}`)
}

/** Everything that can be instantiated here. */
const CODE_HASHES: readonly string[] = [
  FACTORY_WASM_HASH,
  ESCROW_WASM_HASH,
  MULTI_ESCROW_WASM_HASH,
  DEVELOP_ESCROW_WASM_HASH,
  DEVELOP_MULTI_ESCROW_WASM_HASH,
]

const TOTAL_COINS_STROOPS = 1_000_000_000_000_000_000n
const SYSTEM_ACCOUNT_STROOPS = 100_000_000n * STROOPS_PER_UNIT

/** Writes the entries the network starts with. */
export function writeGenesis(overlay: Overlay, network: Network): void {
  const channels = Array.from({ length: CHANNEL_COUNT }, (_, index) => channelKeypair(index).publicKey())
  const systemAccounts = [...channels, network.protocolFeeAddress, network.usdcIssuer]
  const handedOut = BigInt(systemAccounts.length) * SYSTEM_ACCOUNT_STROOPS
  writeAccount(overlay, newAccount(ROOT_KEYPAIR.publicKey(), TOTAL_COINS_STROOPS - handedOut, 0n))
  for (const address of channels) writeAccount(overlay, newAccount(address, SYSTEM_ACCOUNT_STROOPS, 0n))
  writeIssuer(overlay, network)
  writeProtocolFeeAccount(overlay, network)
  writeContracts(overlay, network)
}

function writeIssuer(overlay: Overlay, { usdcIssuer }: Network): void {
  const issuer = newAccount(usdcIssuer, SYSTEM_ACCOUNT_STROOPS, 0n)
  writeAccount(overlay, {
    ...issuer,
    subentries: 1,
    signers: [{ address: ISSUER_SIGNER.publicKey(), weight: 1 }],
  })
}

function writeProtocolFeeAccount(overlay: Overlay, { protocolFeeAddress, usdc }: Network): void {
  writeAccount(overlay, { ...newAccount(protocolFeeAddress, SYSTEM_ACCOUNT_STROOPS, 0n), subentries: 1 })
  writeTrustline(overlay, {
    address: protocolFeeAddress,
    asset: usdc,
    balanceStroops: 0n,
    limitStroops: MAX_INT64,
    flags: TRUSTLINE_AUTHORIZED_FLAG,
  })
}

function writeContracts(overlay: Overlay, network: Network): void {
  writeMissingCode(overlay)
  writeInstance(overlay, FACTORY_CONTRACT_ID, wasmInstance(Buffer.from(FACTORY_WASM_HASH, 'hex')), ENDLESS_TTL_LEDGERS)
  writeInstance(overlay, assetContractId(network, network.usdc), assetInstance(network.usdc), ENDLESS_TTL_LEDGERS)
}

/** Registers the code that the ledger does not know yet. */
export function writeMissingCode(overlay: Overlay): void {
  for (const hashHex of CODE_HASHES) {
    const hash = Buffer.from(hashHex, 'hex')
    if (overlay.get(contractCodeKey(hash)) === undefined) writeCode(overlay, hash)
  }
}

/** An instance of code that is known here, with the life every new instance has. */
export function writeBareInstance(overlay: Overlay, contractId: string, wasmHash: string): void {
  const liveUntilLedgerSeq = overlay.ledgerSequence + PERSISTENT_TTL_LEDGERS
  writeInstance(overlay, contractId, wasmInstance(Buffer.from(wasmHash, 'hex')), liveUntilLedgerSeq)
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

function writeInstance(
  overlay: Overlay,
  contractId: string,
  instance: xdr.ScContractInstance,
  liveUntilLedgerSeq: number,
): void {
  const key = contractInstanceKey(contractId)
  const instanceKey = xdr.ScVal.scvLedgerKeyContractInstance()
  const value = xdr.ScVal.scvContractInstance(instance)
  overlay.put(key, contractDataEntry(overlay.ledgerSequence, contractId, instanceKey, value))
  setLiveUntil(overlay, key, liveUntilLedgerSeq)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function keypairNamed(name: string): Keypair {
  return Keypair.fromRawEd25519Seed(sha256(`offer-hub sandbox: ${name}`))
}
