import type { Request } from 'express'

/** The pattern that matched. What matched none shares one name: whoever tries paths must not make series. */
export function routeOf({ baseUrl, route }: Pick<Request, 'baseUrl' | 'route'>): string {
  const path: unknown = route?.path
  if (path === undefined) return 'unmatched'
  return Array.isArray(path) ? String(path[0]) : `${baseUrl}${String(path)}`
}
