import { Operation, StrKey } from '@stellar/stellar-sdk'
import express, { type Router } from 'express'
import { z } from 'zod'
import { ISSUER_SIGNER } from '../genesis.ts'
import { readAccount } from '../ledger/account.ts'
import type { Chain } from '../ledger/chain.ts'
import { STROOPS_PER_UNIT } from '../ledger/constants.ts'
import { isAuthorized, readTrustline } from '../ledger/trustline.ts'
import type { Paymaster } from './paymaster.ts'

const bodySchema = z.object({
  address: z.string().refine((text) => StrKey.isValidEd25519PublicKey(text), 'expected a G... address'),
  amount: z.string().regex(/^\d{1,12}(\.\d{1,7})?$/, 'expected a decimal string such as "100.00"'),
})

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** POST {address, amount}: pays USDC from its issuer and answers when the payment is part of a ledger. */
export function faucetRouter(chain: Chain, paymaster: Paymaster): Router {
  const router = express.Router()
  router.post('/', express.json({ limit: '10kb', type: () => true }), async (request, response) => {
    const body = bodySchema.safeParse(request.body)
    if (!body.success) {
      response.status(400).json(failure({ status: 400, code: 'INVALID_REQUEST', message: z.prettifyError(body.error) }))
      return
    }
    const { address, amount } = body.data
    const refusal = refusalOf(chain, address, stroopsOf(amount))
    if (refusal !== undefined) {
      response.status(refusal.status).json(failure(refusal))
      return
    }
    const { usdc, usdcIssuer } = chain.network
    const operation = Operation.payment({ source: usdcIssuer, destination: address, asset: usdc, amount })
    const paid = await paymaster.pay(operation, [ISSUER_SIGNER])
    if (!paid.succeeded) {
      response.status(409).json(failure({ status: 409, code: 'PAYMENT_FAILED', message: `Result ${paid.resultXdr}` }))
      return
    }
    response.json({ hash: paid.hash, ledger: paid.ledger, address, amount })
  })
  return router
}

/** Everything that would make the payment fail is told before it is sent. */
function refusalOf(chain: Chain, address: string, amountStroops: bigint): Refusal | undefined {
  const { entries } = chain.store
  const { usdc, usdcIssuer } = chain.network
  if (amountStroops === 0n) return { status: 400, code: 'INVALID_AMOUNT', message: 'amount must be greater than zero' }
  if (readAccount(entries, address) === undefined) {
    const message = `Account ${address} does not exist: create it first, for example with /friendbot?addr=${address}`
    return { status: 404, code: 'ACCOUNT_NOT_FOUND', message }
  }
  if (address === usdcIssuer) {
    return { status: 422, code: 'PAYS_ITSELF', message: 'The issuer cannot hold its own USDC' }
  }
  const line = readTrustline(entries, address, usdc)
  if (line === undefined) {
    const message = `Account ${address} has no USDC trustline: send a changeTrust for USDC:${usdcIssuer} first`
    return { status: 422, code: 'TRUSTLINE_MISSING', message }
  }
  if (!isAuthorized(line)) {
    return { status: 422, code: 'TRUSTLINE_FROZEN', message: `The USDC trustline of ${address} is not authorized` }
  }
  if (line.balanceStroops + amountStroops > line.limitStroops) {
    return { status: 422, code: 'TRUSTLINE_FULL', message: `The USDC trustline of ${address} cannot hold that much` }
  }
  return undefined
}

function failure({ code, message }: Refusal): object {
  return { error: { code, message } }
}

function stroopsOf(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole) * STROOPS_PER_UNIT + BigInt(fraction.padEnd(7, '0'))
}
