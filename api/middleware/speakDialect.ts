import type { RequestHandler } from 'express'
import { chooseDialect } from '../dialects/chooseDialect.ts'
import { knownDialect, setDialect } from '../requests/context.ts'

/** Chooses the language of the answer by the Offerhub-Version header, and says which one it became. */
export const speakDialect: RequestHandler = (request, response, next) => {
  const dialect = knownDialect(response) ?? chooseDialect(request.get('Offerhub-Version'))
  setDialect(response, dialect)
  response.set('Offerhub-Version', dialect.version)
  next()
}
