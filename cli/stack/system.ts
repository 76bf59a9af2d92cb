import type { Environment } from '../../config/givenValue.ts'
import { readSome } from '../../config/readSettings.ts'
import { TEMPORAL_CONNECTION, type TemporalPlace } from '../../config/temporalConnection.ts'
import type { Stack } from './findStack.ts'

/** Where the parts of a system are that hold its books. Nothing here signs, so no key is needed. */
export type System = TemporalPlace & {
  readonly databaseUrl: string
  readonly rpcUrl: string
  readonly chain: { readonly passphrase: string; readonly usdcIssuer: string }
}

const DEVELOPMENT_NAMESPACE = 'default'

/** A local stack's network tells by itself what it is called and who issues its USDC. */
export async function systemOf({ databaseUrl, sandbox, temporalAddress }: Stack): Promise<System> {
  const chain = (await (await fetch(sandbox.controlUrl)).json()) as System['chain']
  return { databaseUrl, rpcUrl: sandbox.rpcUrl, chain, temporalAddress, temporalNamespace: DEVELOPMENT_NAMESPACE }
}

/** The system that the environment describes, as the API and the worker read it. */
export function systemIn(env: Environment): System {
  const {
    networkPassphrase: passphrase,
    usdcIssuer,
    ...where
  } = readSome(['databaseUrl', 'rpcUrl', 'networkPassphrase', 'usdcIssuer', ...TEMPORAL_CONNECTION], env)
  return { ...where, chain: { passphrase, usdcIssuer } }
}
