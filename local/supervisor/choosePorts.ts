import { choosePort, findFreePort, type PortWish } from '../ports.ts'
import type { Progress } from '../progress.ts'

export interface Ports {
  api: number
  postgres: number
  temporal: number
  temporalUi: number
  sandbox: number
}

export const PORT_WISHES: Record<keyof Ports, PortWish> = {
  api: { name: 'the API', variable: 'PORT', fallback: 4000, mayMove: false },
  postgres: { name: 'Postgres', variable: 'OFFERHUB_POSTGRES_PORT', fallback: 54_329, mayMove: true },
  temporal: { name: 'Temporal', variable: 'OFFERHUB_TEMPORAL_PORT', fallback: 7233, mayMove: true },
  temporalUi: { name: "Temporal's Web UI", variable: 'OFFERHUB_TEMPORAL_UI_PORT', fallback: 8233, mayMove: true },
  sandbox: { name: 'the sandbox', variable: 'OFFERHUB_SANDBOX_PORT', fallback: 8000, mayMove: true },
}

/** 'usual' = the ports people know, or their variables; 'free' = any, for tests and second stacks. */
export async function choosePorts(
  kind: 'usual' | 'free',
  environment: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<Ports> {
  const taken = new Set<number>()
  const choose = async (name: keyof Ports): Promise<number> => {
    if (kind === 'usual') return choosePort(PORT_WISHES[name], environment, taken, progress)
    const port = await findFreePort(taken)
    taken.add(port)
    return port
  }
  // One after the other: a choice must see the ones before it.
  return {
    api: await choose('api'),
    postgres: await choose('postgres'),
    temporal: await choose('temporal'),
    temporalUi: await choose('temporalUi'),
    sandbox: await choose('sandbox'),
  }
}
