import type { AnyApiError } from '../generated/errors.ts'
import { OfferHubApiError } from './apiError.ts'

/**
 * Tells a refusal of the API from every other error, and lets TypeScript tell refusals apart by their code:
 * `if (isApiError(error) && error.code === 'INSUFFICIENT_FUNDS') show(error.details?.available)`.
 */
export function isApiError(error: unknown): error is AnyApiError {
  return error instanceof OfferHubApiError
}
