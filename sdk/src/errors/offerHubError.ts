/** What all errors of this SDK have in common: `catch (error) { if (error instanceof OfferHubError) ... }`. */
export class OfferHubError extends Error {
  override readonly name: string = 'OfferHubError'
}
