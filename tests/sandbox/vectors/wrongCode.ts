import { nativeToScVal, scValToBigInt, scValToNative, type xdr } from '@stellar/stellar-sdk'
import type { ContractCode, Host } from '../../../sandbox/soroban/host.ts'

type Transfer = { readonly to: string; readonly amount: bigint }

/** The contract, but its payouts are changed on their way to the asset contract. */
export function withChangedTransfers(code: ContractCode, changer: () => (transfer: Transfer) => bigint): ContractCode {
  return Object.fromEntries(
    Object.entries(code).map(([name, run]) => [
      name,
      (host: Host, args: readonly xdr.ScVal[]) => {
        const change = changer()
        const call: Host['call'] = (contractId, functionName, callArgs) => {
          const [from, to, amount] = callArgs
          if (functionName !== 'transfer' || !from || !to || !amount) {
            return host.call(contractId, functionName, callArgs)
          }
          const changed = change({ to: scValToNative(to) as string, amount: scValToBigInt(amount) })
          return host.call(contractId, functionName, [from, to, nativeToScVal(changed, { type: 'i128' })])
        }
        return run({ ...host, call }, args)
      },
    ]),
  )
}

/** The contract with a protocol fee of 31 instead of 30 basis points, at the recipients' cost. */
export function withFeeOf31Bps(code: ContractCode, { protocol, platform }: { protocol: string; platform: string }) {
  return withChangedTransfers(code, () => {
    let missing = 0n
    return ({ to, amount }) => {
      if (to === platform) return amount
      if (to === protocol) {
        missing = (amount * 31n) / 30n - amount
        return amount + missing
      }
      const paid = amount > missing ? amount - missing : amount
      missing = 0n
      return paid
    }
  })
}
