import express, { type Response, type Router } from 'express'
import { ApiError, SubmitError } from './apiError.ts'
import { parseBody, submitBody, txHashBody } from './bodies.ts'
import type { Chain } from './chain.ts'
import { escrowIdOf, invokedContract, readEnvelope } from './invokedContract.ts'
import type { ReadModel } from './readModel.ts'
import { currentSettings, type TrustlessWorkOptions } from './settings.ts'
import { submitTransaction } from './submitTransaction.ts'

/** Submission, and the notice about transactions that were submitted elsewhere. */
export function createSubmitRoutes(options: TrustlessWorkOptions, chain: Chain, model: ReadModel): Router {
  const router = express.Router()

  router.post('/helper/send-transaction', async (request, response) => {
    const { signedXdr } = parseBody(submitBody, request.body)
    const { submitAnswer } = currentSettings(options)
    if (submitAnswer === 'hangUpBeforeApply') return hangUp(response)
    const answer = await submitTransaction(chain, options.networkPassphrase, signedXdr)
    if (submitAnswer === 'hangUpAfterApply') return hangUp(response)
    if (submitAnswer === 'missingMetaAfterApply') throw new SubmitError(400, 'resultMetaXdr is missing')
    response.json(answer)
  })

  const updateFromHash: express.RequestHandler = async (request, response) => {
    const { txHash } = parseBody(txHashBody, request.body)
    const savedEscrow = await showEscrowOf(txHash.toLowerCase())
    response.json({ status: 'SUCCESS', message: 'The escrow has been updated from the transaction.', savedEscrow })
  }

  async function showEscrowOf(txHash: string): Promise<Record<string, unknown>> {
    const found = await chain.server.getTransaction(txHash)
    if (found.status !== 'SUCCESS') throw processingFailed(txHash, `its status is ${found.status}`)
    const envelope = readEnvelope(found.envelopeXdr.toXdr('base64'), options.networkPassphrase)
    const invoked = envelope && invokedContract(envelope)
    if (invoked === undefined) throw processingFailed(txHash, 'it calls no contract')
    const [escrow] = await model.show([escrowIdOf(invoked, found.returnValue)])
    if (escrow === undefined) throw processingFailed(txHash, 'it concerns no escrow')
    return escrow
  }

  // Documentation and client package disagree on method and spelling; routes match in any case.
  router.put('/indexer/update-from-txhash', updateFromHash)
  router.post('/indexer/update-from-txhash', updateFromHash)
  return router
}

function processingFailed(txHash: string, reason: string): ApiError {
  return new ApiError(500, `Error processing transaction ${txHash}: ${reason}`)
}

function hangUp(response: Response): void {
  response.socket?.destroy()
}
