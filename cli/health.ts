/** Asks a URL of this machine and ends with 0 when it answers well: the health check of the containers. */
const TIMEOUT_MS = 4_000
const [url] = process.argv.slice(2)
if (url === undefined) {
  console.error('Usage: node cli/health.ts URL')
  process.exit(2)
}
try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  const text = await answer.text()
  if (!answer.ok) console.error(`${url} answered ${answer.status}: ${text}`)
  process.exitCode = answer.ok ? 0 : 1
} catch (error) {
  console.error(`${url} does not answer (${error instanceof Error ? error.message : error})`)
  process.exitCode = 1
}
