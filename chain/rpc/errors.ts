/**
 * Why an RPC call has no answer.
 * refused: the server understood and said no (bad parameters, no access); repeating it changes nothing.
 * The others say nothing about whether the server acted.
 */
export type RpcFailure = 'timeout' | 'unreachable' | 'throttled' | 'server_error' | 'malformed_answer' | 'refused'

export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly failure: RpcFailure
  readonly method: string
  constructor(method: string, failure: RpcFailure, detail: string, cause?: unknown) {
    super(`The Stellar RPC call ${method} failed (${failure}): ${detail}`, cause === undefined ? undefined : { cause })
    this.failure = failure
    this.method = method
  }
}
