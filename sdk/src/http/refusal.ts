import { OfferHubApiError, type Refusal } from '../errors/apiError.ts'
import { ERROR_CLASSES, ERRORS, type ErrorCode } from '../generated/errors.ts'

/** The error of a code: its own class, or the general one for a code that this version does not know. */
export function refusalError(refusal: Omit<Refusal, 'retryable'>): OfferHubApiError {
  const { code, status } = refusal
  if (!Object.hasOwn(ERRORS, code))
    return new OfferHubApiError({ ...refusal, retryable: status >= 500 || status === 429 })
  const known = code as ErrorCode
  return new ERROR_CLASSES[known]({ ...refusal, retryable: ERRORS[known].retryable })
}
