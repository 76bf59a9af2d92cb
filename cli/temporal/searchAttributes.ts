import { isGrpcServiceError } from '@temporalio/client'
import { GRPC } from '../../lifecycle/grpcStatus.ts'
import * as keys from '../../workflows/searchAttributes.ts'
import { until } from '../demo/until.ts'
import { call } from './call.ts'
import type { SetUp } from './setUp.ts'

/** The numbers are those of temporal.api.enums.v1.IndexedValueType, the names those that Temporal's tools show. */
const TYPES = { KEYWORD: { number: 2, shown: 'Keyword' }, BOOL: { number: 5, shown: 'Bool' } } as const

type Wanted = { readonly name: string; readonly type: (typeof TYPES)[keyof typeof TYPES] }

const WANTED: readonly Wanted[] = Object.values(keys).map((key) => {
  return { name: key.name, type: TYPES[key.type] }
})

/** The parts of a server learn of new attributes within some ten seconds. */
const USABLE_WITHIN_MS = 60_000

/** Registers what is missing. An attribute of another type stays as it is, and is an error: values of it would be lost. */
export async function addSearchAttributes(work: SetUp): Promise<void> {
  const { place, say } = work
  const namespace = place.temporalNamespace
  const customAttributes = await readAttributes(work)
  const wrong = WANTED.filter(({ name, type }) => (customAttributes[name] ?? type.number) !== type.number)
  if (wrong.length > 0) {
    const list = wrong.map(({ name, type }) => `${name} has to be a ${type.shown}`).join(', ')
    throw new Error(
      `The namespace ${namespace} has search attributes of other types: ${list}. Use another namespace, or remove them.`,
    )
  }
  const missing = WANTED.filter(({ name }) => customAttributes[name] === undefined)
  if (missing.length === 0) return
  await call(work, ({ operatorService }) =>
    operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, type.number])),
    }),
  )
  say(`Added the search attributes ${missing.map(({ name }) => name).join(', ')} to the namespace ${namespace}.`)
}

/** The service for operators learns of a new namespace a little later than the one for workflows. */
async function readAttributes(work: SetUp): Promise<Readonly<Record<string, number>>> {
  const namespace = work.place.temporalNamespace
  let found: Readonly<Record<string, number>> = {}
  await until(USABLE_WITHIN_MS, `the namespace ${namespace} to be known everywhere`, async () => {
    try {
      const answer = await call(work, ({ operatorService }) => operatorService.listSearchAttributes({ namespace }))
      found = answer.customAttributes ?? {}
      return true
    } catch (error) {
      if (isGrpcServiceError(error) && error.code === GRPC.notFound) return false
      throw error
    }
  })
  return found
}

/** Name and type of every attribute that the server does not let workflows be found by. Works with any key that may read. */
export async function findUnusable(
  work: SetUp,
  lookMs: number = USABLE_WITHIN_MS,
): Promise<[name: string, type: string][]> {
  let unusable: readonly Wanted[] = WANTED
  await until(lookMs, 'the search attributes', async () => {
    const looked = await Promise.all(unusable.map(async (one) => ({ one, usable: await isUsable(work, one) })))
    unusable = looked.filter(({ usable }) => !usable).map(({ one }) => one)
    return unusable.length === 0
  }).catch((error: unknown) => {
    if (unusable.length === 0 || isGrpcServiceError(error)) throw error
  })
  return unusable.map(({ name, type }) => [name, type.shown])
}

async function isUsable(work: SetUp, { name }: Wanted): Promise<boolean> {
  try {
    await call(work, ({ workflowService }) =>
      workflowService.countWorkflowExecutions({
        namespace: work.place.temporalNamespace,
        query: `${name} is not null`,
      }),
    )
    return true
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === GRPC.invalidArgument) return false
    throw error
  }
}
