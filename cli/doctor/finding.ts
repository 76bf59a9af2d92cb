/** What a look at one thing found: that it is well, or what is wrong and what to do about it. */
export type Finding =
  | { readonly ok: true; readonly what: string }
  | { readonly ok: false; readonly what: string; readonly todo: string }

export function good(what: string): Finding {
  return { ok: true, what }
}

export function problem(what: string, todo: string): Finding {
  return { ok: false, what, todo }
}

/** What an error says, for a line of the report. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
