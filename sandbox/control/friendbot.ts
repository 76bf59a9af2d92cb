import { Operation, StrKey } from '@stellar/stellar-sdk'
import express, { type RequestHandler, type Router } from 'express'
import { ROOT_KEYPAIR } from '../genesis.ts'
import { readAccount } from '../ledger/account.ts'
import type { Chain } from '../ledger/chain.ts'
import type { PaidTransaction, Paymaster } from './paymaster.ts'

const STARTING_BALANCE = '10000'

/** GET or POST ?addr=G...: creates an account with 10,000 XLM, and answers as the public friendbot does. */
export function friendbotRouter(chain: Chain, paymaster: Paymaster): Router {
  const handler: RequestHandler = async (request, response) => {
    const body: unknown = request.body
    const fromForm = typeof body === 'object' && body !== null && 'addr' in body ? body.addr : undefined
    const address = request.query.addr ?? fromForm
    if (typeof address !== 'string' || !StrKey.isValidEd25519PublicKey(address)) {
      response.status(400).json(problem('Bad Request', 'addr must be a G... address', 'bad_request'))
      return
    }
    const known = readAccount(chain.store.entries, address)
    const paid = known === undefined ? await createAccount(paymaster, address) : undefined
    if (paid === undefined || !paid.succeeded) {
      response.status(400).json(alreadyExists(address))
      return
    }
    response.json({
      id: paid.hash,
      hash: paid.hash,
      ledger: paid.ledger,
      successful: true,
      envelope_xdr: paid.envelopeXdr,
      result_xdr: paid.resultXdr,
      result_meta_xdr: paid.metaXdr,
    })
  }
  const router = express.Router()
  router.get('/', handler)
  router.post('/', express.urlencoded({ extended: false, limit: '10kb' }), handler)
  return router
}

function createAccount(paymaster: Paymaster, destination: string): Promise<PaidTransaction> {
  const source = ROOT_KEYPAIR.publicKey()
  const operation = Operation.createAccount({ source, destination, startingBalance: STARTING_BALANCE })
  return paymaster.pay(operation, [ROOT_KEYPAIR])
}

function alreadyExists(address: string): object {
  return {
    ...problem('Transaction Failed', `createAccountAlreadyExist: ${address} is already funded`, 'transaction_failed'),
    extras: { result_codes: { transaction: 'tx_failed', operations: ['op_already_exists'] } },
  }
}

function problem(title: string, detail: string, type: string): object {
  return { type: `https://stellar.org/horizon-errors/${type}`, title, status: 400, detail }
}
