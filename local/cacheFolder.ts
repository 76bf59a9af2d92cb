import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where things that can be fetched or built again are kept between clones, by the platform's own rule. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, 'offerhub')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'offerhub')
  if (process.platform === 'win32' && environment.LOCALAPPDATA) return join(environment.LOCALAPPDATA, 'offerhub')
  return join(homedir(), '.cache', 'offerhub')
}
