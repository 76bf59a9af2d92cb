import { Account, type Keypair, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import { CHANNEL_COUNT, channelKeypair } from '../genesis.ts'
import type { Chain } from '../ledger/chain.ts'
import { requireAccount } from '../ledger/reserves.ts'
import { xdrText } from '../xdr/encode.ts'
import { createChannelPool } from './channelPool.ts'

export interface PaidTransaction {
  readonly hash: string
  readonly ledger: number
  readonly succeeded: boolean
  readonly envelopeXdr: string
  readonly resultXdr: string
  readonly metaXdr: string
}

/** Sends the sandbox's own payments as ordinary signed transactions and waits until they are applied. */
export interface Paymaster {
  pay(operation: xdr.Operation, signers: readonly Keypair[]): Promise<PaidTransaction>
}

/** The network did not take a transaction of the sandbox itself. */
export class PaymasterError extends Error {
  override readonly name = 'PaymasterError'
}

const FEE_STROOPS = '1000'
const VALIDITY_SECONDS = 60

export function createPaymaster(chain: Chain): Paymaster {
  const channels = Array.from({ length: CHANNEL_COUNT }, (_, index) => channelKeypair(index))
  const pool = createChannelPool(channels)
  return {
    pay: (operation, signers) => pool.withChannel((channel) => send(chain, channel, operation, signers)),
  }
}

async function send(
  chain: Chain,
  channel: Keypair,
  operation: xdr.Operation,
  signers: readonly Keypair[],
): Promise<PaidTransaction> {
  const { sequence } = requireAccount(chain.store.entries, channel.publicKey())
  const source = new Account(channel.publicKey(), sequence.toString())
  const transaction = new TransactionBuilder(source, {
    fee: FEE_STROOPS,
    networkPassphrase: chain.network.passphrase,
    timebounds: { minTime: 0, maxTime: chain.next().closeTimeSeconds + VALIDITY_SECONDS },
  })
    .addOperation(operation)
    .build()
  transaction.sign(channel, ...signers)
  const { status, hash, errorResult } = chain.submit(transaction.toXdr())
  if (status !== 'PENDING') {
    throw new PaymasterError(`The sandbox's own transaction was answered ${status}: ${errorResult?.toJson() ?? ''}`)
  }
  const applied = await chain.applied(hash)
  return {
    hash,
    ledger: applied.ledger,
    succeeded: applied.succeeded,
    envelopeXdr: applied.frame.envelopeXdr,
    resultXdr: xdrText(applied.result),
    metaXdr: xdrText(applied.meta),
  }
}
