import { rpc } from '@stellar/stellar-sdk'
import type { TrustlessWorkOptions } from './settings.ts'

/** The node that the API asks everything of. */
export type Node = {
  readonly server: rpc.Server
  /** `simulateTransaction` as it is answered: the SDK would decode all of it, of which a build needs little. */
  readonly simulate: (envelopeXdr: string) => Promise<rpc.Api.RawSimulateTransactionResponse>
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
    simulate: async (transaction) => {
      const request = { jsonrpc: '2.0', id: 1, method: 'simulateTransaction', params: { transaction } }
      const { data } = await httpClient.post(rpcUrl, request)
      if ('error' in data) throw data.error
      return data.result
    },
  }
}

const NO_CONNECTION = { headers: {}, config: {}, status: 200, statusText: 'OK' }
