import type { Random } from '../plan/random.ts'
import type { Stage } from './caller.ts'
import type { Person } from './people.ts'
import { read } from './read.ts'

/** Reads lists and single things, as a marketplace's pages do all the time. */
export async function browse(stage: Stage, random: Random, person: Person): Promise<void> {
  const paths = [
    '/orders?limit=20',
    `/orders?buyer_id=${person.id}&limit=5`,
    `/users/${person.id}/balance`,
    `/users/${person.id}/wallet/transactions`,
    `/users/${person.id}/balance/history`,
    '/disputes?limit=5',
    '/users?limit=10',
  ] as const
  await read(stage, random.pick(paths))
}
