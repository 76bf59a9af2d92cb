// Written by `npm run sdk:generate` from the schemas and catalogues of the API. Changes here are lost.

/** The version of the API's language that this SDK speaks; every request names it. */
export const API_VERSION = '2026-02-25'
