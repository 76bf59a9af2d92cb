/** Sets a key of a map that forgets its oldest key when it is full. */
export function keepBounded<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, maxKeys: number): void {
  const oldest = map.keys().next()
  if (map.size >= maxKeys && !map.has(key) && !oldest.done) map.delete(oldest.value)
  map.set(key, value)
}
