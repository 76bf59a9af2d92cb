import type { ChainRpc } from '../../../chain/rpc/client.ts'

/** An RPC server of which single methods misbehave; the others reach the real one. */
export function faultyRpc(rpc: ChainRpc, faults: (real: ChainRpc) => Partial<ChainRpc>): ChainRpc {
  return { ...rpc, ...faults(rpc) }
}

/** Counts how often each method is called. */
export function countCalls(rpc: ChainRpc): { rpc: ChainRpc; count(method: keyof ChainRpc): number } {
  const counts = new Map<string, number>()
  const counted = new Proxy(rpc, {
    get(target, name: keyof ChainRpc & string) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      return target[name]
    },
  })
  return { rpc: counted, count: (method) => counts.get(method) ?? 0 }
}
