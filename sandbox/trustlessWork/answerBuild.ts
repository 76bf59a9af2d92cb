import type { Response } from 'express'
import { breakAnswer } from '../faults/brokenAnswer.ts'
import type { FaultName } from '../faults/catalogue.ts'
import { tamper } from '../faults/tamper.ts'
import { ApiError, throttled } from './apiError.ts'

export const MISSING_VALUE =
  'An unexpected error occurred: HostError: Error(Storage, MissingValue): trying to get non-existing value for contract instance'

const GARBAGE = Buffer.from('not a transaction').toString('base64')

/** These strike instead of a build; all others change what was built. */
const withoutTransaction: readonly FaultName[] = [
  'buildServerError',
  'buildGatewayError',
  'buildHangs',
  'buildHangUp',
  'throttled',
  'notVisibleYet',
]

export type BuildAnswer = {
  /** The fault among the possible ones that strikes now. */
  readonly take: (possible: (name: FaultName) => boolean) => FaultName | undefined
  readonly contractErrorStatus: number
  readonly hangMs: number
  readonly build: () => Promise<string>
}

/** Answers a build truthfully, or as a fault says. A build that is refused uses up no fault of a transaction. */
export async function answerBuild(response: Response, answer: BuildAnswer): Promise<void> {
  const refused = answer.take((name) => withoutTransaction.includes(name))
  if (refused !== undefined) return await withhold(response, refused, answer)
  const truth = await answer.build()
  const fault = answer.take((name) => !withoutTransaction.includes(name))
  const unsignedTransaction = fault === undefined ? truth : fault === 'garbageXdr' ? GARBAGE : tamper(truth, fault)
  const text = JSON.stringify({ status: 'SUCCESS', unsignedTransaction })
  response.writeHead(201, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length })
  // Base64 and no other letters, so Express has nothing to find out about it.
  response.end(text)
}

async function withhold(response: Response, fault: FaultName, answer: BuildAnswer): Promise<void> {
  switch (fault) {
    case 'buildGatewayError':
      response.status(502).type('html').send('<html><body><h1>502 Bad Gateway</h1></body></html>')
      return
    case 'buildHangs':
      return await breakAnswer(response, 'hang', answer.hangMs)
    case 'buildHangUp':
      return await breakAnswer(response, 'close', answer.hangMs)
    case 'throttled':
      throw throttled()
    case 'notVisibleYet':
      throw new ApiError(answer.contractErrorStatus, MISSING_VALUE)
    default:
      throw new ApiError(500, 'Internal server error')
  }
}
