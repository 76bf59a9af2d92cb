import { Address, StrKey, xdr } from '@stellar/stellar-sdk'
import { remembered } from './remembered.ts'

/*
 * G and C addresses, their bytes and their XDR. Each conversion is base32 with a checksum and takes microseconds; one
 * contract call makes dozens of them, for the same few addresses. What is given out is shared: nobody may write to it.
 */

/** The raw key of an account. */
export const accountBytes = remembered((address) => StrKey.decodeEd25519PublicKey(address))

/** An account as entries and operations name it. */
export const accountId = remembered((address) => xdr.PublicKey.publicKeyTypeEd25519(accountBytes(address)))

/** A contract as events name it. */
export const contractId = remembered((address) => new xdr.ContractId(StrKey.decodeContract(address)))

/** An account or contract as contracts name it. */
export const scAddress = remembered((address) => new Address(address).toScAddress())

/** The same as a value of a contract. */
export const addressValue = remembered((address) => xdr.ScVal.scvAddress(scAddress(address)))

const accountOfKey = remembered((key) => StrKey.encodeEd25519PublicKey(Buffer.from(key, 'latin1')))
const contractOfKey = remembered((key) => StrKey.encodeContract(Buffer.from(key, 'latin1')))

/** The G address of a raw key. */
export function accountAddress(key: Uint8Array): string {
  return accountOfKey(nameOf(key))
}

/** The C address of a raw contract id. */
export function contractAddress(id: Uint8Array): string {
  return contractOfKey(nameOf(id))
}

/** The address that contracts name: G or C, or that of another kind. */
export function addressOf(address: xdr.ScAddress): string {
  switch (address.type) {
    case 'scAddressTypeAccount':
      return accountAddress(address.accountId.ed25519.toBytes())
    case 'scAddressTypeContract':
      return contractAddress(address.contractId.toBytes())
    default:
      return Address.fromScAddress(address).toString()
  }
}

function nameOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
