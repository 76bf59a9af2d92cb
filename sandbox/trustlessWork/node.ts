import { rpc } from '@stellar/stellar-sdk'
import type { TrustlessWorkOptions } from './settings.ts'

/** The node that the API asks everything of. */
export type Node = {
  /** For what is asked rarely. */
  readonly server: rpc.Server
  /** One method's result as it is answered: the SDK would decode all of it, of which a build needs little. */
  readonly ask: <Result>(method: string, params: unknown) => Promise<Result>
}

export function openNode({ rpcUrl, answerRpc }: Pick<TrustlessWorkOptions, 'rpcUrl' | 'answerRpc'>): Node {
  const server = new rpc.Server(rpcUrl, { allowHttp: true })
  const { httpClient } = server
  if (answerRpc !== undefined) {
    // An HTTP request to one's own process would be most of what a build takes.
    const post = async (_url: string, request: unknown) => ({ ...NO_CONNECTION, data: answerRpc(request) })
    httpClient.post = post as typeof httpClient.post
  }
  return {
    server,
    ask: async (method, params) => {
      const { data } = await httpClient.post(rpcUrl, { jsonrpc: '2.0', id: 1, method, params })
      if ('error' in data) throw data.error
      return data.result
    },
  }
}

const NO_CONNECTION = { headers: {}, config: {}, status: 200, statusText: 'OK' }
