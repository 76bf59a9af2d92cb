import { judgeNetwork } from '../../../chain/platform/checkNetwork.ts'
import type { ChainRpc } from '../../../chain/rpc/client.ts'
import { reasonOf } from '../finding.ts'
import type { Known } from './examine.ts'
import { missing, type NetworkFinding, skipped, warning, well } from './report.ts'

type Server = { readonly findings: readonly NetworkFinding[]; readonly usable: boolean }

/** Whether the RPC server answers, and whether it belongs to the network that is configured. */
export async function lookAtRpc(settings: Known['settings'], rpc: ChainRpc | null): Promise<Server> {
  const { rpcUrl, networkPassphrase: passphrase } = settings
  if (rpc === null || rpcUrl === undefined) return { findings: [skipped('RPC', 'its URL is not set')], usable: false }
  // Providers put their keys into paths: only the host is shown.
  const { host } = new URL(rpcUrl)
  try {
    const { status, latestLedger } = await rpc.getHealth()
    const network = await rpc.getNetwork()
    const answers = well('RPC', `${host} is ${status}, at ledger ${latestLedger}`)
    if (passphrase === undefined)
      return { findings: [answers, skipped('network', 'no passphrase is set')], usable: false }
    const verdict = judgeNetwork({ rpcUrl, passphrase }, network)
    const told = `"${network.passphrase}", protocol ${network.protocolVersion}`
    return { findings: [answers, findingOf(verdict, told)], usable: verdict.problem === null }
  } catch (error) {
    const todo = 'Check STELLAR_RPC_URL, and that this machine may reach it'
    return {
      findings: [missing('RPC', `${host} does not answer as it should: ${reasonOf(error)}`, todo)],
      usable: false,
    }
  }
}

function findingOf(verdict: ReturnType<typeof judgeNetwork>, told: string): NetworkFinding {
  if (verdict.problem !== null) return missing('network', told, verdict.problem)
  if (verdict.warning !== null) return warning('network', told, verdict.warning)
  return well('network', told)
}
