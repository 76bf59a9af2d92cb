import { BASE_FEE, type Keypair, TimeoutInfinite, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import type { VectorNetwork } from './network.ts'

/** Carries out classic operations of the first signer's account, all of them or an error. */
export async function runOperations(
  network: VectorNetwork,
  signers: readonly [Keypair, ...Keypair[]],
  operations: readonly xdr.Operation[],
): Promise<void> {
  const account = await network.server.getAccount(signers[0].publicKey())
  const builder = new TransactionBuilder(account, { fee: BASE_FEE, networkPassphrase: network.passphrase })
  for (const operation of operations) builder.addOperation(operation)
  const transaction = builder.setTimeout(TimeoutInfinite).build()
  transaction.sign(...signers)
  const applied = await network.submit(transaction)
  if (applied.status === 'SUCCESS') return
  throw new Error(`a classic transaction failed: ${JSON.stringify(applied.resultXdr.toJson())}`)
}
