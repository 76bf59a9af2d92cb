import { DEFAULT_DIALECT } from '../../api/dialects/chooseDialect.ts'

/** The version of the API's language that these types describe. */
export function renderVersion(): string {
  return `/** The version of the API's language that this SDK speaks; every request names it. */\nexport const API_VERSION = '${DEFAULT_DIALECT.version}'`
}
