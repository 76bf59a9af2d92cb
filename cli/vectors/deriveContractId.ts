import { Address, hash, xdr } from '@stellar/stellar-sdk'

/** The network's rule for the id of a contract that another contract creates. */
export function deriveContractId(passphrase: string, deployer: string, salt: Uint8Array): string {
  const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: hash(Buffer.from(passphrase)),
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
        new xdr.ContractIdPreimageFromAddress({ address: Address.fromString(deployer).toScAddress(), salt }),
      ),
    }),
  )
  return Address.contract(hash(preimage.toXdr())).toString()
}
