import type { Connection } from '@temporalio/client'
import type { TemporalPlace } from '../../config/temporalConnection.ts'
import { makeNamespace } from './namespace.ts'
import { addSearchAttributes, findUnusable } from './searchAttributes.ts'

/** What a set-up works with. `say` takes sentences about what was done or found. */
export type SetUp = {
  readonly connection: Connection
  readonly place: TemporalPlace
  readonly retentionDays: number
  readonly say: (sentence: string) => void
}

const CLOUD_HOSTS = /\.(tmprl\.cloud|api\.temporal\.io):\d+$/

/** Temporal Cloud is set up through its own API and console, with keys that we do not have. */
export function isCloud(address: string): boolean {
  return CLOUD_HOSTS.test(address)
}

/** Brings the namespace and its search attributes to what the product needs. Safe to repeat. False when a person has to do something. */
export async function setUpTemporal(work: SetUp): Promise<boolean> {
  const { place, say } = work
  const cloud = isCloud(place.temporalAddress)
  if (cloud) say('This is Temporal Cloud: its namespaces are changed in its console or with tcld, so this only looks.')
  if (!(await makeNamespace(work, cloud))) return false
  if (!cloud) await addSearchAttributes(work)
  const unusable = await findUnusable(work, cloud ? 1 : undefined)
  if (unusable.length === 0) {
    say(`The search attributes of the orders can be used in the namespace ${place.temporalNamespace}.`)
    return true
  }
  const list = unusable.map(([name, type]) => `${name} (${type})`).join(', ')
  const how = cloud
    ? `Add them: tcld namespace search-attributes add -n ${place.temporalNamespace} ${unusable.map(([name, type]) => `--sa "${name}=${type}"`).join(' ')}`
    : 'Look at the log of the Temporal server.'
  say(`These search attributes cannot be used in the namespace ${place.temporalNamespace}: ${list}. ${how}`)
  return false
}
