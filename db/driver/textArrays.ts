import { makePgArray, parsePgArray } from 'drizzle-orm/pg-core'

const TEXT_ARRAY = 1009

/**
 * How lists of texts travel: the only arrays there are here. Told to the driver, because what it would do instead is to
 * ask the server on every new connection, and to let that question's failure end the process.
 */
export const textArrays = {
  to: TEXT_ARRAY,
  from: [TEXT_ARRAY],
  serialize: (list: readonly string[] | string): string => (typeof list === 'string' ? list : makePgArray([...list])),
  parse: (text: string): string[] => parsePgArray(text),
}
