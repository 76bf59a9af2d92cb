import express, { type Router } from 'express'
import { breakAnswer } from '../faults/brokenAnswer.ts'
import { ApiError, SubmitError } from './apiError.ts'
import { parseBody, submitBody, txHashBody } from './bodies.ts'
import type { Chain } from './chain.ts'
import type { EscrowIndex } from './escrowIndex.ts'
import { escrowIdOf, invokedContract, readEnvelope } from './invokedContract.ts'
import type { ReadModel } from './readModel.ts'
import { currentSettings, type TrustlessWorkOptions } from './settings.ts'
import { submitTransaction } from './submitTransaction.ts'

/** Submission, and the notice about transactions that were submitted elsewhere. */
export function createSubmitRoutes(
  options: TrustlessWorkOptions,
  chain: Chain,
  index: EscrowIndex,
  model: ReadModel,
): Router {
  const router = express.Router()
  const { networkPassphrase } = options

  router.post('/helper/send-transaction', async (request, response) => {
    const { signedXdr } = parseBody(submitBody, request.body)
    const { submitAnswer } = currentSettings(options)
    const fault = options.faults?.send(signedXdr) ?? submitAnswer
    const hangMs = options.faults?.hangMs() ?? 0
    if (fault === 'hangUpBeforeApply') return breakAnswer(response, 'close', hangMs)
    if (fault === 'hangsBeforeApply') return breakAnswer(response, 'hang', hangMs)
    const answer = await submitTransaction({ chain, index, networkPassphrase }, signedXdr)
    if (fault === 'hangUpAfterApply') return breakAnswer(response, 'close', hangMs)
    if (fault === 'hangsAfterApply') return breakAnswer(response, 'hang', hangMs)
    if (fault === 'missingMetaAfterApply') throw new SubmitError(400, 'resultMetaXdr is missing')
    if (fault === 'badRequestAfterApply') throw new ApiError(400, 'Bad request')
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
    const envelope = readEnvelope(found.envelopeXdr.toXdr('base64'), networkPassphrase)
    const invoked = envelope && invokedContract(envelope)
    if (invoked === undefined) throw processingFailed(txHash, 'it calls no contract')
    const contractId = escrowIdOf(invoked, found.returnValue)
    const stored = (await chain.readEscrows([contractId])).get(contractId)
    if (stored === undefined) throw processingFailed(txHash, 'it concerns no escrow')
    // Whoever gives this notice is not made to wait for the indexer.
    index.learn(contractId, stored, found.ledger)
    const [escrow] = await model.show([contractId], true)
    if (escrow === undefined) throw processingFailed(txHash, 'the escrow cannot be read any more')
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
