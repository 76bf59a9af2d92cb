import { randomBytes } from 'node:crypto'
import { xdr } from '@stellar/stellar-sdk'
import { scAddress } from '../xdr/addresses.ts'
import { type AuthorizedCall, type Authorizer, authorizedFunction, type Frame } from './authorization.ts'
import { HostError } from './host.ts'

export interface AuthorizationRecorder extends Authorizer {
  /** Entries that would authorise the recorded calls: the source account's are ready, others still need a signature. */
  entries(sourceAccount: string): xdr.SorobanAuthorizationEntry[]
}

interface Recording {
  readonly address: string
  readonly root: AuthorizedCall
  readonly matched: (AuthorizedCall | undefined)[]
}

/** Grants every authorisation and notes it: how a simulation finds out who has to sign what. */
export function recordAuthorization(allowNonRoot: boolean): AuthorizationRecorder {
  const stack: Frame[] = []
  const recordings: Recording[] = []
  return {
    enter: (frame) => {
      stack.push(frame)
      for (const recording of recordings) recording.matched.push(undefined)
    },
    leave: () => {
      stack.pop()
      for (const recording of recordings) recording.matched.pop()
    },
    require: (address) => {
      const frame = stack.at(-1)
      if (frame === undefined) return
      const own = recordings.filter((recording) => recording.address === address)
      if (own.some((recording) => recording.matched.at(-1) !== undefined)) {
        throw new HostError('Auth', 'ExistingValue', `frame is already authorized by ${address}`)
      }
      const call = callOf(frame)
      const active = own.find((recording) => recording.matched.some((matched) => matched !== undefined))
      if (active !== undefined) {
        active.matched.findLast((matched) => matched !== undefined)?.calls.push(call)
        active.matched[active.matched.length - 1] = call
        return
      }
      if (stack.length > 1 && !allowNonRoot) {
        throw new HostError('Auth', 'InvalidAction', `authorization of ${address} is not tied to the root invocation`)
      }
      recordings.push({ address, root: call, matched: [...stack.slice(1).map(() => undefined), call] })
    },
    entries: (sourceAccount) =>
      recordings.map(({ address, root }) => {
        const credentials = address === sourceAccount ? sourceCredentials() : unsignedCredentials(address)
        return new xdr.SorobanAuthorizationEntry({ credentials, rootInvocation: invocationOf(root) })
      }),
  }
}

function callOf(frame: Frame): AuthorizedCall {
  return { functionXdr: '', invocation: authorizedFunction(frame), calls: [] }
}

function invocationOf(call: AuthorizedCall): xdr.SorobanAuthorizedInvocation {
  return new xdr.SorobanAuthorizedInvocation({
    function: call.invocation,
    subInvocations: call.calls.map(invocationOf),
  })
}

function sourceCredentials(): xdr.SorobanCredentials {
  return xdr.SorobanCredentials.sorobanCredentialsSourceAccount()
}

function unsignedCredentials(address: string): xdr.SorobanCredentials {
  return xdr.SorobanCredentials.sorobanCredentialsAddress(
    new xdr.SorobanAddressCredentials({
      address: scAddress(address),
      nonce: randomBytes(8).readBigInt64BE(),
      signatureExpirationLedger: 0,
      signature: xdr.ScVal.scvVoid(),
    }),
  )
}
