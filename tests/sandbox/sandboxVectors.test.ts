import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { VectorFile } from '../../cli/vectors/vectorFile.ts'
import { recordedFiles } from './vectors/recorded.ts'

/** One of each: payouts, host errors, errors of the asset contract, lifetimes, frozen and full trustlines, dust. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'single-1-happy': ['single/happy/amount=800000000/fee=250'],
  'single-2-preconditions': ['single/pre/extend_ttl/ledgers=17279', 'single/pre/resolve/tooMany+zeroAmount'],
  'single-3-disputes': ['single/dispute/split/to-escrow/fee=123'],
  'single-8-deploy': ['single/deploy/same-salt-twice'],
  'multi-1-happy': ['multi/happy/fifty-milestones'],
  'multi-3-disputes': ['multi/dispute/many/20'],
  'multi-8-deploy': ['multi/deploy/near-expiry'],
  'multi-9-token': ['multi/token/funder-is-issuer', 'multi/token/receiver-deauthorized'],
}
const CASE_COUNT = Object.values(CASES).flat().length

function sample(): readonly VectorFile[] {
  return [...recordedFiles('single'), ...recordedFiles('multi')].flatMap((file) => {
    const wanted = CASES[file.meta.group] ?? []
    const cases = file.cases.filter(({ id }) => wanted.includes(id))
    return cases.length === 0 ? [] : [{ ...file, cases }]
  })
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vectors-test-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function store(files: readonly VectorFile[]): void {
  for (const file of files) writeFileSync(join(folder, `${file.meta.group}.json`), JSON.stringify(file))
}

interface Run {
  readonly code: number
  readonly lines: readonly string[]
  readonly errors: string
}

function runCommand(...args: string[]): Promise<Run> {
  const command = join(import.meta.dirname, '../../cli/sandboxVectors.ts')
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trimEnd().split('\n'), errors: stderr })
    })
  })
}

describe('npm run sandbox:vectors', () => {
  test('passes the recorded cases through real transactions and says so in one line', async () => {
    store(sample())
    const { code, lines, errors } = await runCommand(folder)
    expect(errors).toBe('')
    expect(lines).toEqual([JSON.stringify({ cases: CASE_COUNT, passed: CASE_COUNT, failed: 0 })])
    expect(code).toBe(0)
  })

  test('fails the cases whose recording knows another protocol fee, and names each difference', async () => {
    const [happy] = sample()
    if (happy === undefined) return expect.fail('no sample')
    // 31 instead of 30 basis points of 80 units.
    const doctored = JSON.stringify(happy).replaceAll('"2400000"', '"2480000"')
    store([JSON.parse(doctored) as VectorFile])
    const { code, lines, errors } = await runCommand(folder)
    expect(errors).toContain('balance of protocol is "2400000", not "2480000"')
    expect(errors).toContain('(release): events is')
    expect(lines).toEqual([JSON.stringify({ cases: 1, passed: 0, failed: 1 })])
    expect(code).toBe(1)
  })

  test('goes on after a case that cannot be carried through', async () => {
    const [happy] = sample()
    const [vector] = happy?.cases ?? []
    if (happy === undefined || vector === undefined) return expect.fail('no sample')
    const impossible = { id: 'impossible', steps: [{ op: 'teleport', args: {}, out: 'ok' as const }] }
    store([{ ...happy, cases: [impossible, vector] }])
    const { code, lines, errors } = await runCommand(folder)
    expect(errors).toContain('impossible: The operation teleport is not known for single-release escrows')
    expect(lines).toEqual([JSON.stringify({ cases: 2, passed: 1, failed: 1 })])
    expect(code).toBe(1)
  })

  test('says in a sentence that a folder holds no vectors, or that there is no such folder', async () => {
    const empty = await runCommand(folder)
    expect([empty.code, empty.errors]).toEqual([1, `There are no vectors in ${folder}: it holds no *.json file\n`])
    const missing = await runCommand(join(folder, 'missing'))
    expect(missing.code).toBe(1)
    expect(missing.errors).toContain('cannot be read')
    const unnamed = await runCommand()
    expect(unnamed.code).toBe(1)
    expect(unnamed.errors).toContain('Name the folder that holds the vectors')
  })
})
