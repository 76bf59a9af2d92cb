import { randomBytes } from 'node:crypto'
import { StrKey } from '@stellar/stellar-sdk'
import express, { type Router } from 'express'
import { z } from 'zod'
import { writeBareInstance } from '../genesis.ts'
import type { Chain } from '../ledger/chain.ts'
import { contractInstanceKey } from '../ledger/keys.ts'
import { contractAddress } from '../xdr/addresses.ts'

const bodySchema = z.strictObject({
  wasmHash: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits in lower case'),
  contractId: z
    .string()
    .refine((text) => StrKey.isValidContract(text), 'expected a C... address')
    .optional(),
})

/**
 * POST {wasmHash, contractId?}: puts a bare, not yet initialised instance of known code on the ledger, at an id of one's
 * choice. Only the network itself could do that; all that follows goes through transactions.
 */
export function instancesRouter(chain: Chain): Router {
  const router = express.Router()
  router.post('/', express.json({ limit: '10kb', type: () => true }), (request, response) => {
    const body = bodySchema.safeParse(request.body)
    if (!body.success) {
      response.status(400).json({ error: { code: 'INVALID_REQUEST', message: z.prettifyError(body.error) } })
      return
    }
    const { wasmHash } = body.data
    const contractId = body.data.contractId ?? contractAddress(randomBytes(32))
    if (chain.code.wasmCode(wasmHash) === undefined) {
      const message = `No code is known under the hash ${wasmHash}: GET /control tells the hashes of this network`
      response.status(404).json({ error: { code: 'CODE_NOT_FOUND', message } })
      return
    }
    if (chain.store.entries.get(contractInstanceKey(contractId)) !== undefined) {
      const message = `Contract ${contractId} exists already: choose another contractId or leave it out`
      response.status(409).json({ error: { code: 'CONTRACT_EXISTS', message } })
      return
    }
    chain.decree((overlay) => writeBareInstance(overlay, contractId, wasmHash))
    response.status(201).json({ contractId })
  })
  return router
}
