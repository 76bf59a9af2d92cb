import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Carrier, OpenSpan, SpanNotes, SpanStart, Tracing } from './tracing.ts'

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const

const STOP_TIMEOUT_MS = 1_000
/** Of an error's sentence, what a span keeps. */
const MAX_REASON_CHARACTERS = 300

const propagator = new W3CTraceContextPropagator()
const setter = {
  set(carrier: Record<string, string>, name: string, value: string) {
    carrier[name] = value
  },
}
const getter = {
  get: (carrier: Carrier, name: string) => (carrier as Record<string, string | undefined>)[name],
  keys: (carrier: Carrier) => Object.keys(carrier),
}

/** Traces through OpenTelemetry, sent to a collector by OTLP over HTTP. */
export function startOpenTelemetry(endpoint: string, share: number, serviceName: string): Tracing {
  const manager = new AsyncLocalStorageContextManager().enable()
  context.setGlobalContextManager(manager)
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceInstanceIdDetector] }))
      .merge(resourceFromAttributes({ 'service.name': process.env.OTEL_SERVICE_NAME || serviceName })),
    // Who calls us may have decided for the whole trace.
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    // Bounded: what a collector that is away does not take is dropped, and nobody waits for it.
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: tracesUrl(endpoint) }) })],
  })
  const tracer = provider.getTracer('offerhub')
  return {
    begin({ name, kind, parent, notes }: SpanStart): OpenSpan {
      const from = parent === undefined ? context.active() : propagator.extract(ROOT_CONTEXT, parent, getter)
      const span = tracer.startSpan(name, { kind: KINDS[kind], attributes: present(notes ?? {}) }, from)
      return openSpan(span, trace.setSpan(from, span))
    },
    carrier() {
      const carrier: Record<string, string> = {}
      propagator.inject(context.active(), carrier, setter)
      return carrier
    },
    async stop() {
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, STOP_TIMEOUT_MS)
      // A collector that is away must not keep the process from ending.
      await Promise.race([provider.shutdown().catch(() => undefined), late])
      clearTimeout(timer)
      context.disable()
    },
  }
}

function openSpan(span: Span, inside: Context): OpenSpan {
  return {
    run: (work) => context.with(inside, work),
    rename: (name) => void span.updateName(name),
    note: (notes) => void span.setAttributes(present(notes)),
    end(error) {
      if (error !== undefined) {
        span.setAttribute('error.type', error instanceof Error ? error.name : typeof error)
        const message = error instanceof Error ? error.message : String(error)
        span.setStatus({ code: SpanStatusCode.ERROR, message: message.slice(0, MAX_REASON_CHARACTERS) })
      }
      span.end()
    },
  }
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/: the signal's own path follows the base URL. */
function tracesUrl(endpoint: string): string {
  return `${endpoint.replace(/\/+$/, '')}/v1/traces`
}

function present(notes: SpanNotes): Record<string, string | number | boolean> {
  const known = Object.entries(notes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as Record<string, string | number | boolean>
}
