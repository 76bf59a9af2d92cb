import { afterAll } from 'vitest'
import type { Document } from '../../api/apiDocument.ts'
import { type Harness, type HarnessOptions, startApi } from '../../api/harness.ts'
import { everyRoute, type Route, readDocument } from './everyRoute.ts'

/** The API for the tests of one file, what its document says, and the routes in it that need a key. It ends with them. */
export async function useApi(
  options: HarnessOptions = {},
): Promise<{ readonly api: Harness; readonly document: Document; readonly routes: readonly Route[] }> {
  const api = await startApi(options)
  afterAll(() => api.stop())
  return { api, document: await readDocument(api), routes: await everyRoute(api) }
}
