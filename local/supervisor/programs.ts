/** The entry files of the stack's own programs, relative to the project; tests put stand-ins here. */
export interface Programs {
  sandbox: string
  migrate: string
  bootstrap: string
  worker: string
  api: string
}

export const PROGRAMS: Programs = {
  sandbox: 'sandbox/main.ts',
  migrate: 'cli/migrate.ts',
  bootstrap: 'cli/bootstrap.ts',
  worker: 'worker.ts',
  api: 'server.ts',
}
