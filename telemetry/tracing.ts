/** What a span says of itself. Ids are welcome here, secrets and people's data are not. */
export type SpanNotes = Readonly<Record<string, string | number | boolean | undefined>>

/** Where a trace comes from, as W3C Trace Context writes it (https://www.w3.org/TR/trace-context/). */
export type Carrier = { readonly traceparent?: string; readonly tracestate?: string }

export type SpanStart = {
  readonly name: string
  readonly kind: 'server' | 'client' | 'consumer' | 'internal'
  /** What it continues; without one, the span around it. */
  readonly parent?: Carrier | undefined
  readonly notes?: SpanNotes
}

export type OpenSpan = {
  /** Runs something inside the span, so that what it calls belongs to it. */
  run<T>(work: () => T): T
  rename(name: string): void
  note(notes: SpanNotes): void
  /** Ends it, as failed where there is an error. */
  end(error?: unknown): void
}

/** All that the program asks of a tracing library. */
export type Tracing = {
  begin(start: SpanStart): OpenSpan
  /** The trace of the span around, for whoever carries it on elsewhere. */
  carrier(): Carrier
  /** Sends what has not been sent, within its time. */
  stop(): Promise<void>
}

/** The settings that switch tracing on; OpenTelemetry's library reads the others of its standard variables by itself. */
export type TracingConfig = {
  readonly otlpEndpoint: string | undefined
  readonly traceShare: number | undefined
}

/** Opens tracing, or says null. The library is only loaded where it is switched on. */
export async function openTracing(config: TracingConfig, serviceName: string): Promise<Tracing | null> {
  if (config.otlpEndpoint === undefined) return null
  const { startOpenTelemetry } = await import('./openTelemetry.ts')
  return startOpenTelemetry(config.otlpEndpoint, config.traceShare ?? 1, serviceName)
}

/** Runs work inside a span of its own, where there is tracing. */
export async function inSpan<T>(
  tracing: Tracing | null,
  start: SpanStart,
  work: (span: Pick<OpenSpan, 'note'> | null) => Promise<T>,
): Promise<T> {
  if (tracing === null) return await work(null)
  const span = tracing.begin(start)
  try {
    const result = await span.run(() => work(span))
    span.end()
    return result
  } catch (error) {
    span.end(error)
    throw error
  }
}
