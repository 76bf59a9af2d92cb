/** What a route answers, before it becomes bytes. */
export type Answer = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Success<T> = { readonly success: true; readonly data: T }

export function success<T>(status: number, data: T, headers: Readonly<Record<string, string>> = {}): Answer {
  const body: Success<T> = { success: true, data }
  return { status, body, headers }
}
