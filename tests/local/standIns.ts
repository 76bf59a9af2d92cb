import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Programs } from '../../local/supervisor/programs.ts'

const CONTROL = {
  passphrase: 'Local Network ; November 2026',
  usdcIssuer: 'GISSUER',
  usdcContractId: 'CUSDC',
  factoryContractId: 'CFACTORY',
  escrowWasmHash: 'ab'.repeat(32),
  multiEscrowWasmHash: 'cd'.repeat(32),
  protocolFeeAddress: 'GFEE',
}

const RECORD = `
import { appendFileSync } from 'node:fs'
const note = (event) => appendFileSync(process.env.STAND_IN_JOURNAL, JSON.stringify({ event, env: process.env }) + '\\n')
`
const SERVE = `
import { createServer } from 'node:http'
const serve = (port, answer) => createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer))
}).listen(Number(port), '127.0.0.1')
`
const END_ON_TERM = (name: string) => `process.on('SIGTERM', () => { note('${name} stopped'); process.exit(0) })`

const SCRIPTS: Record<keyof Programs, string> = {
  sandbox: `${RECORD}${SERVE}note('sandbox started'); ${END_ON_TERM('sandbox')}
serve(process.env.SANDBOX_PORT, ${JSON.stringify(CONTROL)})`,
  migrate: `${RECORD}note('migrate')`,
  bootstrap: `${RECORD}note('bootstrap'); console.log('preparing')
if (process.env.OFFERHUB_CREATE_API_KEY === '1') console.log(JSON.stringify({ apiKey: 'ohk_test_' + process.pid }))`,
  worker: `${RECORD}note('worker started'); ${END_ON_TERM('worker')}
if (process.env.STAND_IN_WORKER_DIES) { console.error('the reason it dies'); process.exit(7) }
console.log(JSON.stringify({ level: 30, pid: process.pid, msg: 'worker is ready' })); setInterval(() => {}, 1000)
if (process.env.STAND_IN_WORKER_CRASHES) setTimeout(() => { console.error('a defect of its own'); process.exit(8) }, 500)`,
  api: `${RECORD}${SERVE}note('api started'); ${END_ON_TERM('api')}
serve(process.env.PORT, { ok: true })`,
}

/** Tiny programs that behave towards the supervisor as the real ones do, and keep a journal of their lives. */
export function writeStandIns(folder: string): Programs {
  const entries = Object.entries(SCRIPTS).map(([name, source]) => {
    const path = join(folder, `${name}.mjs`)
    writeFileSync(path, source)
    return [name, path]
  })
  return Object.fromEntries(entries)
}
