import { ERRORS, type ErrorCode } from '../../../domain/errors.ts'
import { type Answer, success } from '../../answer.ts'
import { ApiError } from '../../apiError.ts'

/** The page that `docs` of an error points to: what the code means and what to do. */
export function explainError(code: string): Answer {
  if (!Object.hasOwn(ERRORS, code)) throw new ApiError('NOT_FOUND', `There is no error code "${code}".`)
  return success(200, { code, ...ERRORS[code as ErrorCode] })
}

/** Every error that the API answers with. */
export function listErrors(): Answer {
  return success(
    200,
    Object.entries(ERRORS).map(([code, entry]) => ({ code, ...entry })),
  )
}
