import { StrKey } from '@stellar/stellar-sdk'
import express, { type Request, type Router } from 'express'
import { toHumanNumber } from './amounts.ts'
import { ApiError } from './apiError.ts'
import type { Chain } from './chain.ts'
import type { EscrowIndex } from './escrowIndex.ts'
import { holdsRole, pageOf } from './listEscrows.ts'
import { readBalances } from './readBalances.ts'
import type { ReadModel } from './readModel.ts'

const MAX_IDS = 100
const MAX_BALANCES = 20

/** The read endpoints. All answer bare arrays. */
export function createReadRoutes(chain: Chain, index: EscrowIndex, model: ReadModel): Router {
  const router = express.Router()

  router.get('/helper/get-escrow-by-contract-ids', async (request, response) => {
    const query = queryOf(request)
    const contractIds = listIn(query, 'contractIds', MAX_IDS)
    const shown = await model.show(contractIds, onChain(query))
    if (shown.length === 0) throw notFound(contractIds)
    response.json(shown)
  })

  router.get('/helper/get-escrows-by-signer', async (request, response) => {
    const query = queryOf(request)
    const signer = required(query, 'signer')
    await index.refresh()
    response.json(await model.show(pageOf(index.all().filter(holdsRole('signer', signer)), query), onChain(query)))
  })

  router.get('/helper/get-escrows-by-role', async (request, response) => {
    const query = queryOf(request)
    const holds = holdsRole(required(query, 'role'), required(query, 'roleAddress'))
    await index.refresh()
    response.json(await model.show(pageOf(index.all().filter(holds), query), onChain(query)))
  })

  router.get('/helper/get-multiple-escrow-balance', async (request, response) => {
    const addresses = listIn(queryOf(request), 'addresses', MAX_BALANCES)
    const stored = await chain.readEscrows(addresses)
    const missing = addresses.filter((address) => !stored.has(address))
    if (missing.length > 0) throw notFound(missing)
    const balances = await readBalances(chain, stored)
    response.json(addresses.map((address) => ({ address, balance: toHumanNumber(balances.get(address) ?? 0n) })))
  })

  return router
}

/** The query as it was written, whatever query parser the surrounding app uses. */
function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://localhost').searchParams
}

/** Whether the caller wants the state of the chain itself. */
function onChain(query: URLSearchParams): boolean {
  return query.get('validateOnChain') === 'true'
}

/** A list parameter comes as `name`, `name[]` or `name[0]`, repeated. */
function listIn(query: URLSearchParams, name: string, max: number): readonly string[] {
  const values = [...query].filter(([key]) => key.replace(/\[\d*\]$/, '') === name).map(([, value]) => value)
  const unique = [...new Set(values.filter((value) => value !== ''))]
  if (unique.length === 0) throw new ApiError(400, `The '${name}' parameter is required.`)
  if (unique.length > max) throw new ApiError(400, [`${name} must contain no more than ${max} elements`])
  const invalid = unique.find((value) => !StrKey.isValidContract(value))
  if (invalid !== undefined) throw new ApiError(400, [`each value in ${name} must be a valid contract id`])
  return unique
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name)
  if (value === null || value === '') throw new ApiError(400, `The '${name}' parameter is required.`)
  return value
}

function notFound(contractIds: readonly string[]): ApiError {
  return new ApiError(400, `No escrow found for contract ID ${contractIds.join(', ')}`)
}
