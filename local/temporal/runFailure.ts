/** Why a program could not be run, completing a sentence that begins with its path. */
export function explainRunFailure(error: Error & { code?: unknown; killed?: boolean }, timeoutMs: number): string {
  if (error.code === 'ENOENT') return 'does not exist'
  if (error.code === 'EACCES') return 'is not executable'
  if (error.killed) return `did not answer within ${timeoutMs / 1000} s`
  return `does not run (${typeof error.code === 'number' ? `code ${error.code}` : (error.code ?? error.message)})`
}
