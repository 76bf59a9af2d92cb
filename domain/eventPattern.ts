/** Whether a pattern such as "order.*" names this event type. */
export function fitsPattern(pattern: string, eventType: string): boolean {
  return (
    pattern === '*' || pattern === eventType || (pattern.endsWith('.*') && eventType.startsWith(pattern.slice(0, -1)))
  )
}
