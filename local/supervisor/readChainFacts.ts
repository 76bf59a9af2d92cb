import { z } from 'zod'
import { SetupError } from '../setupError.ts'
import type { ChainFacts } from './childEnvironment.ts'

const ANSWER_TIMEOUT_MS = 10_000

const factsSchema = z.object({
  passphrase: z.string().min(1),
  usdcIssuer: z.string().min(1),
  factoryContractId: z.string().min(1),
  escrowWasmHash: z.string().min(1),
  multiEscrowWasmHash: z.string().min(1),
  protocolFeeAddress: z.string().min(1),
})

export async function readChainFacts(sandboxUrl: string): Promise<ChainFacts> {
  const url = `${sandboxUrl}/control`
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })
  const parsed = factsSchema.safeParse(await response.json().catch(() => undefined))
  if (parsed.success) return parsed.data
  const missing = parsed.error.issues.map((issue) => issue.path.join('.') || 'everything').join(', ')
  throw new SetupError(
    `The sandbox at ${url} answered ${response.status} without: ${missing}. Is another program on its port?`,
  )
}
