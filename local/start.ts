import { sentenceOf } from './setupError.ts'
import { type Stack, startStack } from './supervisor/startStack.ts'

const say = (line: string) => console.log(line)
const startedAt = Date.now()
const giveUp = new AbortController()
let stack: Stack | undefined
let isStopping = false

async function stopAndExit(code: number): Promise<void> {
  if (isStopping) return
  isStopping = true
  giveUp.abort(new Error('stopped while starting'))
  await stack?.stop()
  // A start that was given up half-way stops by itself and ends the process below.
  if (stack) process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (isStopping) {
      say('Stopping at once.')
      stack?.kill()
      process.exit(1)
    }
    say(`\nStopping (${signal === 'SIGINT' ? 'Ctrl-C again to force' : signal}) ...`)
    void stopAndExit(0)
  })
}

try {
  stack = await startStack({
    say,
    signal: giveUp.signal,
    onGaveUp: (sentence) => {
      console.error(`\n${sentence}`)
      void stopAndExit(1)
    },
  })
  say(welcome(stack))
} catch (error) {
  if (isStopping) process.exit(0)
  console.error(`\n${sentenceOf(error)}`)
  process.exit(1)
}

function welcome({ dev, stateDir }: Stack): string {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  return `
OFFER-HUB is running (started in ${seconds} s). Everything is on this machine; the money is play money.

  API          ${dev.apiUrl}/api/v1
  API key      ${dev.apiKey}
  Temporal     ${dev.temporalUi}
  Addresses    ${stateDir}/dev.json
  Logs         ${stateDir}/logs/

Make a first user:
  curl -s -X POST ${dev.apiUrl}/api/v1/users \\
    -H 'Authorization: Bearer ${dev.apiKey}' -H 'Content-Type: application/json' \\
    -d '{"externalUserId": "buyer-1", "email": "buyer@example.com", "type": "BUYER"}'

A whole order, step by step: npm run demo        Ledger against chain: npm run verify
Ctrl-C stops everything; the state stays in ${stateDir}.
`
}
