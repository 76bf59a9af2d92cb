import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import type { ApiConfig } from '../../config/load.ts'
import { presentError } from '../presenters/error.ts'
import { publicUrlOf } from '../publicUrl.ts'
import { requestIdOf, subjectOf } from '../requests/context.ts'
import { sendAnswer } from '../sendAnswer.ts'
import { toApiError } from '../toApiError.ts'

/** The last middleware: whatever was thrown becomes an answer of the catalogue. What is not known goes to the log, not to the caller. */
export function handleErrors(config: ApiConfig, logger: Logger): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const error = toApiError(thrown)
    const requestId = requestIdOf(response)
    const where = { requestId, ...subjectOf(response) }
    // What the outside world does to us passes by itself; what we do wrong needs somebody to look.
    if (error.status === 500) logger.error({ err: thrown, ...where }, error.message)
    else if (error.status > 500) logger.warn({ err: error.cause, ...where, code: error.code }, error.message)
    if (response.headersSent) {
      // Half of an answer is out: breaking the connection is the only honest way left.
      next(thrown)
      return
    }
    sendAnswer(response, presentError(error, { requestId, publicUrl: publicUrlOf(config, request) }))
  }
}
