import { afterAll } from 'vitest'
import { createRoleDatabase, createTestDatabase, type RoleDatabase, type TestDatabase } from './postgres.ts'

/** A database for the tests of one file. It ends with them, after all else that they close. */
export async function useTestDatabase(options?: Parameters<typeof createTestDatabase>[0]): Promise<TestDatabase> {
  return ending(await createTestDatabase(options))
}

/** The same, used as the programs use theirs: with the rights of their role. */
export async function useRoleDatabase(): Promise<RoleDatabase> {
  return ending(await createRoleDatabase())
}

function ending<T extends TestDatabase>(database: T): T {
  afterAll(() => database.close())
  return database
}
