import { type ChainConfig, networkName } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'

/** Stops a start against the wrong network: signatures for one would be sent to another, and none would apply. */
export async function checkNetwork(
  rpc: ChainRpc,
  config: Pick<ChainConfig, 'passphrase' | 'rpcUrl'>,
  signal?: AbortSignal,
): Promise<{ readonly protocolVersion: number }> {
  const { passphrase, protocolVersion } = await rpc.getNetwork(signal)
  if (passphrase === config.passphrase) return { protocolVersion }
  throw new Error(
    `The RPC server ${config.rpcUrl} belongs to the network "${passphrase}", but the ${networkName(config.passphrase)} ` +
      'network is configured. Correct the URL or the passphrase.',
  )
}
