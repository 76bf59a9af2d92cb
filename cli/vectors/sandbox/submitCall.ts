import { isDeepStrictEqual } from 'node:util'
import {
  BASE_FEE,
  Contract,
  type Keypair,
  Operation,
  rpc,
  TimeoutInfinite,
  type Transaction,
  TransactionBuilder,
} from '@stellar/stellar-sdk'
import type { Call } from '../actionOf.ts'
import type { CallOutcome, WorldSetup } from '../replayWorld.ts'
import type { VectorNetwork } from './network.ts'
import { outcomeOf, refusalIn } from './readOutcome.ts'
import { callersAuthorization, everythingDeclared, GENEROUS_FEE_STROOPS } from './refusedCall.ts'
import type { LedgerParties } from './setUpLedger.ts'

/**
 * Makes a call as a client does: simulates it, signs it with the caller's key, submits it and reads what became of it.
 * A refused simulation is not taken at its word: the call is submitted nevertheless, and has to be refused the same way.
 */
export async function submitCall(
  network: VectorNetwork,
  setup: WorldSetup,
  parties: LedgerParties,
  call: Call,
): Promise<CallOutcome> {
  const signer = signerOf(call, parties)
  const unprepared = await buildCall(network, signer, call)
  const simulation = await network.server.simulateTransaction(unprepared)
  if (!rpc.Api.isSimulationError(simulation)) {
    return send(network, signer, rpc.assembleTransaction(unprepared, simulation).build())
  }
  const simulated = refusalIn(simulation.events)
  const applied = await send(network, signer, declareEverything(unprepared, setup, parties, call))
  if (isDeepStrictEqual(applied, simulated)) return applied
  throw new Error(`simulated, the call is ${JSON.stringify(simulated)}; submitted, ${JSON.stringify(applied)}`)
}

/** Calls that nobody has to agree to are the issuer's: anybody may make them. */
function signerOf({ caller, name }: Call, { issuer, keypairs }: LedgerParties): Keypair {
  if (caller === undefined) return issuer
  const keypair = keypairs.get(caller)
  if (keypair === undefined) throw new Error(`${name} needs the signature of ${caller}, whose key nobody has`)
  return keypair
}

async function buildCall(network: VectorNetwork, signer: Keypair, call: Call): Promise<Transaction> {
  const account = await network.server.getAccount(signer.publicKey())
  return new TransactionBuilder(account, { fee: BASE_FEE, networkPassphrase: network.passphrase })
    .addOperation(new Contract(call.contractId).call(call.name, ...call.args))
    .setTimeout(TimeoutInfinite)
    .build()
}

function declareEverything(
  unprepared: Transaction,
  setup: WorldSetup,
  parties: LedgerParties,
  call: Call,
): Transaction {
  const auth = call.caller === undefined ? [] : [callersAuthorization(call, setup)]
  const { contractId: contract, name, args } = call
  return TransactionBuilder.cloneFrom(unprepared, {
    fee: (BigInt(BASE_FEE) + GENEROUS_FEE_STROOPS).toString(),
    sorobanData: everythingDeclared(call, setup, parties),
  })
    .clearOperations()
    .addOperation(Operation.invokeContractFunction({ contract, function: name, args: [...args], auth }))
    .build()
}

async function send(network: VectorNetwork, signer: Keypair, transaction: Transaction): Promise<CallOutcome> {
  transaction.sign(signer)
  return outcomeOf(await network.submit(transaction))
}
