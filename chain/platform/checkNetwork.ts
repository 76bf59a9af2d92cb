import { type ChainConfig, networkName } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'

/** The protocol that the networks run and this program was written for, as of autumn 2026. */
export const EXPECTED_PROTOCOL = 28
/** Classic payments emit the asset contract's events since this one (CAP-67): before it, deposits would not be seen. */
export const OLDEST_PROTOCOL = 23

type Configured = Pick<ChainConfig, 'passphrase' | 'rpcUrl'>
type Answered = { readonly passphrase: string; readonly protocolVersion: number }

/** Why work on this network must not begin, or what somebody should look at; both null when all is as expected. */
export type NetworkVerdict = { readonly problem: string | null; readonly warning: string | null }

/** Judges what an RPC server says of its network. */
export function judgeNetwork(config: Configured, { passphrase, protocolVersion }: Answered): NetworkVerdict {
  const server = `The RPC server ${new URL(config.rpcUrl).host}`
  if (passphrase !== config.passphrase) {
    const problem =
      `${server} belongs to the network "${passphrase}", but the ${networkName(config.passphrase)} network is ` +
      'configured. Correct the URL or the passphrase.'
    return { problem, warning: null }
  }
  if (protocolVersion < OLDEST_PROTOCOL) {
    const problem =
      `${server} speaks protocol ${protocolVersion}; deposits are seen from protocol ${OLDEST_PROTOCOL} on. ` +
      'Use a server that has been upgraded.'
    return { problem, warning: null }
  }
  if (protocolVersion <= EXPECTED_PROTOCOL) return { problem: null, warning: null }
  const warning =
    `${server} speaks protocol ${protocolVersion}, this program was written for ${EXPECTED_PROTOCOL}. ` +
    'Read what the new protocol changes, and update @stellar/stellar-sdk if it cannot decode it.'
  return { problem: null, warning }
}

/**
 * Stops a start against the wrong network: signatures for one would be sent to another, and none would apply. The
 * warning is for the log.
 */
export async function checkNetwork(
  rpc: ChainRpc,
  config: Configured,
  signal?: AbortSignal,
): Promise<{ readonly protocolVersion: number; readonly warning: string | null }> {
  const network = await rpc.getNetwork(signal)
  const { problem, warning } = judgeNetwork(config, network)
  if (problem !== null) throw new Error(problem)
  return { protocolVersion: network.protocolVersion, warning }
}
