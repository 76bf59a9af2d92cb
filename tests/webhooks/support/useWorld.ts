import { afterAll, afterEach } from 'vitest'
import { ok } from './receiver.ts'
import { startWorld, type World } from './world.ts'

/** A world for the tests of one file. Each of them finds it empty, with a receiver that takes what comes. */
export async function useWorld(): Promise<World> {
  const world = await startWorld()
  afterEach(async () => {
    await world.clear()
    world.receiver.answer = ok
  })
  afterAll(() => world.stop())
  return world
}
