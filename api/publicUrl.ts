import type { Request } from 'express'
import type { ApiConfig } from '../config/load.ts'

/** Where callers reach this API. The Host header is not asked: it is the caller's word, and answers may be stored. */
export function publicUrlOf(config: Pick<ApiConfig, 'publicUrl' | 'port'>, request: Request): string {
  return config.publicUrl ?? `http://localhost:${request.socket.localPort ?? config.port}`
}
