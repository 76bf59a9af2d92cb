import { sentenceOf } from './setupError.ts'
import { type Stack, startStack } from './supervisor/startStack.ts'

const say = (line: string) => console.log(line)
const SAME_KEY_PRESS_MS = 700
const PARENT_CHECK_EVERY_MS = 250
const startedAt = Date.now()
const giveUp = new AbortController()
let stack: Stack | undefined
let isStopping = false
let stoppingSinceMs = 0

async function stopAndExit(code: number): Promise<void> {
  if (isStopping) return
  isStopping = true
  stoppingSinceMs = Date.now()
  giveUp.abort(new Error('stopped while starting'))
  await stack?.stop()
  // A start that was given up half-way stops by itself and ends the process below.
  if (stack) process.exit(code)
}

// A closed terminal or pipe must not end the supervisor in the middle of stopping the rest.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to npm too, which hands its own on: one key press can arrive twice.
    if (isStopping && Date.now() - stoppingSinceMs < SAME_KEY_PRESS_MS) return
    if (isStopping) {
      say('Stopping at once.')
      stack?.kill()
      process.exit(1)
    }
    say(`\nStopping (${signal === 'SIGINT' ? 'Ctrl-C again to force' : signal}) ...`)
    void stopAndExit(0)
  })
}

// npm passes SIGTERM only to the shell between it and us, which dies of it in silence: its death is our signal.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent || isStopping) return
    clearInterval(watch)
    say('\nStopping (npm has ended) ...')
    void stopAndExit(0)
  }, PARENT_CHECK_EVERY_MS)
  watch.unref()
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
