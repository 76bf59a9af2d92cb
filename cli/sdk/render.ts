import { describeApi } from './apiDocument.ts'
import { formatted } from './formatted.ts'
import { renderErrors } from './renderErrors.ts'
import { renderEvents } from './renderEvents.ts'
import { renderOperations } from './renderOperations.ts'
import { renderTransitions } from './renderTransitions.ts'
import { renderTypes } from './renderTypes.ts'
import { renderVersion } from './renderVersion.ts'

const HEAD = '// Written by `npm run sdk:generate` from the schemas and catalogues of the API. Changes here are lost.'

/** The generated files of the SDK, by name, as they should be today. */
export function renderSdk(): Map<string, string> {
  const { routes, document } = describeApi()
  const files = {
    'types.ts': renderTypes(document),
    'operations.ts': renderOperations(routes, document),
    'errors.ts': renderErrors(),
    'events.ts': renderEvents(),
    'transitions.ts': renderTransitions(),
    'version.ts': renderVersion(),
  }
  return new Map(Object.entries(files).map(([name, text]) => [name, formatted(`${HEAD}\n\n${text}\n`)]))
}
