import { Address, hash, StrKey, xdr } from '@stellar/stellar-sdk'

/** The id that the network gives a contract created by `deployer` with `salt`: known before anything is sent. */
export function deriveContractId(passphrase: string, deployer: string, salt: Uint8Array): string {
  const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: hash(passphrase),
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
        new xdr.ContractIdPreimageFromAddress({ address: Address.fromString(deployer).toScAddress(), salt }),
      ),
    }),
  )
  return StrKey.encodeContract(hash(preimage.toXdr()))
}
