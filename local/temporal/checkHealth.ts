import { connect } from 'node:http2'

const HEALTH_TIMEOUT_MS = 2_000
const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService'
// grpc.health.v1.HealthCheckResponse {status: SERVING} on the wire: field 1, varint, 1.
const SERVING = Buffer.from([0x08, 0x01])
const FRAME_HEADER_BYTES = 5

/** The standard gRPC health question, asked without a gRPC library: loading one costs the supervisor half a second. */
export function isTemporalServing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://127.0.0.1:${port}`)
    const finish = (isServing: boolean) => {
      session.destroy()
      resolve(isServing)
    }
    session.setTimeout(HEALTH_TIMEOUT_MS, () => finish(false))
    session.once('error', () => finish(false))
    const stream = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('error', () => finish(false))
    stream.once('end', () => finish(Buffer.concat(chunks).subarray(FRAME_HEADER_BYTES).equals(SERVING)))
    stream.end(frame(Buffer.concat([Buffer.from([0x0a, SERVICE.length]), Buffer.from(SERVICE)])))
  })
}

function frame(message: Buffer): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES)
  header.writeUInt32BE(message.length, 1)
  return Buffer.concat([header, message])
}
