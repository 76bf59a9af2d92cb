import { type AccountState, readAccounts } from '../accounts.ts'
import { RpcError } from '../rpc/errors.ts'
import { ChainStepError } from './errors.ts'
import type { StepTools } from './tools.ts'

export type Source = { readonly account: AccountState; readonly states: ReadonlyMap<string, AccountState> }

/** Reads the account that a transaction of ours is to act for, and others with it; it has to exist. */
export async function readSource(
  tools: Pick<StepTools, 'rpc' | 'config'>,
  source: string,
  others: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Source> {
  const { states } = await readAccounts(tools.rpc, tools.config, [source, ...others], signal).catch(toStepError)
  const account = states.get(source)
  if (account !== undefined) return { account, states }
  throw new ChainStepError({
    verdict: 'ask_human',
    message: `The account ${source} does not exist; create and fund it.`,
  })
}

/** Nothing is sent yet, so a silent server only means to try again. */
export function toStepError(cause: unknown): never {
  if (!(cause instanceof RpcError)) throw cause
  throw new ChainStepError({
    verdict: cause.failure === 'refused' ? 'ask_human' : 'retry',
    message: cause.message,
    cause,
  })
}
