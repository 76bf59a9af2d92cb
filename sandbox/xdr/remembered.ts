const MAX_REMEMBERED = 20_000

/** A computation that keeps what it found for each name, until there are too many. What it gives out is shared. */
export function remembered<Value>(compute: (name: string) => Value): (name: string) => Value {
  const known = new Map<string, Value>()
  return (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    const value = compute(name)
    if (known.size >= MAX_REMEMBERED) known.clear()
    known.set(name, value)
    return value
  }
}
