import type { CallOutcome, MakeWorld } from '../../../cli/vectors/replayWorld.ts'
import { escrowKey } from '../../../sandbox/contracts/escrow/escrowStore.ts'
import { type ContractCode, ContractError, HostError } from '../../../sandbox/soroban/host.ts'
import { I64_MAX } from './tokenDouble.ts'
import type { CallResult, CreateWorld } from './world.ts'

/** Lets cases be replayed on a ledger in memory, with the given code as the contract under test. */
export function replayOn(createWorld: CreateWorld, code: ContractCode): MakeWorld {
  return ({ meta, names, holdersStroops, instances }) => {
    const escrowId = names.addressOf('escrow')
    const world = createWorld({
      network: meta.network,
      issuer: names.addressOf('issuer'),
      tokenId: names.addressOf('usdc'),
      codeByHash: new Map([[meta.wasmSha256, code]]),
    })
    for (const contractId of instances) world.install(contractId, code)
    for (const [owner, balance] of holdersStroops) world.setHolding(owner, { balance, limit: I64_MAX })
    return {
      call: ({ contractId, name, args }) => outcomeOf(() => world.invoke(contractId, name, args)),
      openTrustline: (owner, limit) => world.setHolding(owner, { balance: 0n, limit }),
      advance: world.advance,
      look: () => ({
        balancesStroops: new Map(
          names.all.map((name) => [names.addressOf(name), world.balanceOf(names.addressOf(name))]),
        ),
        stored: world.stored(escrowId, escrowKey),
        remainingLedgers: {
          escrow: world.remainingLedgers(escrowId, escrowKey),
          instance: world.remainingLedgers(escrowId),
        },
      }),
      close: () => undefined,
    }
  }
}

function outcomeOf(invoke: () => CallResult): CallOutcome {
  try {
    return { kind: 'returned', ...invoke() }
  } catch (error) {
    if (error instanceof HostError) return { kind: 'hostError', type: error.type, code: error.code }
    if (!(error instanceof ContractError)) throw error
    return { kind: 'contractError', contractId: error.contractId, code: error.code }
  }
}
