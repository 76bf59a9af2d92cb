import { Contract, rpc, TransactionBuilder } from '@stellar/stellar-sdk'
import { addressVal } from '../../chain/scval.ts'
import type { Operations } from './useOperations.ts'

const POLLS = 500
const POLL_MS = 20

/** Freezes an order's contract as a person would with tools of their own, as the platform; gives the transaction's hash. */
export async function disputeByHand({ stack, treasury }: Operations, contractId: string): Promise<string> {
  const server = new rpc.Server(stack.sandbox.rpcUrl, { allowHttp: true })
  const control = (await (await fetch(stack.sandbox.controlUrl)).json()) as { passphrase: string }
  const account = await server.getAccount(treasury.publicKey())
  const call = new TransactionBuilder(account, { fee: '1000', networkPassphrase: control.passphrase })
    .addOperation(new Contract(contractId).call('dispute_escrow', addressVal(treasury.publicKey())))
    .setTimeout(60)
    .build()
  const prepared = await server.prepareTransaction(call)
  prepared.sign(treasury)
  const sent = await server.sendTransaction(prepared)
  const found = await server.pollTransaction(sent.hash, { attempts: POLLS, sleepStrategy: () => POLL_MS })
  if (found.status !== 'SUCCESS') throw new Error(`The dispute made by hand ended as ${found.status}`)
  return sent.hash
}
