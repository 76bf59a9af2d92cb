import type { Json, JsonObject } from './vectorFile.ts'

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Objects merge, an object laid over an array addresses its items, everything else replaces. */
export function applyPatch(base: Json, patch: Json): Json {
  if (Array.isArray(base) && isObject(patch)) return patchArray(base, patch)
  if (!isObject(base) || !isObject(patch)) return patch
  const merged: Record<string, Json> = { ...base }
  for (const [key, value] of Object.entries(patch)) merged[key] = applyPatch(base[key] ?? null, value)
  return merged
}

function patchArray(base: readonly Json[], patch: JsonObject): Json {
  const { repeat, append, ...byIndex } = patch
  const first = base[0]
  const items =
    typeof repeat === 'number' && isObject(first)
      ? Array.from({ length: repeat }, (_, i) => ({ ...first, description: `M${i}` }))
      : [...base]
  for (const [index, value] of Object.entries(byIndex)) {
    items[Number(index)] = applyPatch(items[Number(index)] ?? null, value)
  }
  return Array.isArray(append) ? [...items, ...append] : items
}
