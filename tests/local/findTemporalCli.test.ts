import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cachedCliPath, findTemporalCli } from '../../local/temporal/findTemporalCli.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const WORKING = 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"'
const NOWHERE = 'http://127.0.0.1:9/cli/archive'

function writeProgram(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

/** An empty machine: nothing on PATH but what a shell script needs, an empty cache, no home that holds a Go. */
function emptyMachine() {
  const folder = temporaryFolder()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const environment: NodeJS.ProcessEnv = { PATH: bin, XDG_CACHE_HOME: join(folder, 'cache'), HOME: folder }
  return { folder, bin, environment, cached: cachedCliPath(environment) }
}

describe('where the Temporal CLI is looked for', () => {
  test('the variable wins over PATH and cache', async () => {
    const { folder, bin, environment, cached } = emptyMachine()
    const named = writeProgram(join(folder, 'my-temporal'), WORKING)
    writeProgram(join(bin, 'temporal'), WORKING)
    writeProgram(cached, WORKING)
    const found = await findTemporalCli(undefined, { environment: { ...environment, TEMPORAL_CLI: named } })
    expect(found).toBe(named)
  })

  test('PATH wins over the cache when the variable is not set', async () => {
    const { bin, environment, cached } = emptyMachine()
    const onPath = writeProgram(join(bin, 'temporal'), WORKING)
    writeProgram(cached, WORKING)
    expect(await findTemporalCli(undefined, { environment })).toBe(onPath)
  })

  test('the cache is used when a program on PATH does not work', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'temporal'), 'exit 3')
    writeProgram(cached, WORKING)
    expect(await findTemporalCli(undefined, { environment })).toBe(cached)
  })

  test('a variable that names a broken program is reported, and the search goes on', async () => {
    const { bin, environment } = emptyMachine()
    const onPath = writeProgram(join(bin, 'temporal'), WORKING)
    const lines: string[] = []
    const found = await findTemporalCli((line) => lines.push(line), {
      environment: { ...environment, TEMPORAL_CLI: '/nowhere/temporal' },
    })
    expect(found).toBe(onPath)
    expect(lines.join('\n')).toContain('/nowhere/temporal does not exist')
  })

  test('another program called temporal is not taken for it', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'temporal'), 'echo "temporal 3.2, a calendar"')
    writeProgram(cached, WORKING)
    expect(await findTemporalCli(undefined, { environment })).toBe(cached)
  })

  test('a server that is too old is passed over', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'temporal'), 'echo "temporal version 0.10.7 (server 1.21.5) (ui 2.18.2)"')
    writeProgram(cached, WORKING)
    expect(await findTemporalCli(undefined, { environment })).toBe(cached)
  })

  test('without any way the error lists what was tried and how to get it', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'go'), 'echo "no route to proxy.golang.org" >&2; exit 1')
    writeProgram(join(bin, 'temporal'), 'exit 3')
    const attempt = findTemporalCli(undefined, { environment, archiveUrl: NOWHERE })
    const message = await attempt.then(
      () => '',
      (error: Error) => error.message,
    )
    expect(message).toContain('TEMPORAL_CLI is not set')
    expect(message).toContain(`${join(bin, 'temporal')} does not run (code 3)`)
    expect(message).toContain(`${cached} does not exist`)
    expect(message).toContain('download: http://127.0.0.1:9')
    expect(message).toContain('go install failed: no route to proxy.golang.org')
    expect(message).toContain('TEMPORAL_CLI=/path/to/temporal npm start')
  })

  test('a look without fetching starts neither download nor build', async () => {
    const { bin, folder, environment } = emptyMachine()
    writeProgram(join(bin, 'go'), `touch "${folder}/built"`)
    await expect(findTemporalCli(undefined, { environment, mayFetch: false })).rejects.toThrow(
      'No working Temporal CLI',
    )
    expect(() => readFileSync(join(folder, 'built'))).toThrow('ENOENT')
  })
})

describe('how a missing Temporal CLI is fetched', () => {
  test('the official archive is unpacked into the cache folder', async () => {
    const { folder, environment, cached } = emptyMachine()
    writeProgram(join(folder, 'archive', 'temporal'), WORKING)
    execFileSync('tar', ['-czf', join(folder, 'cli.tar.gz'), '-C', join(folder, 'archive'), 'temporal'])
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end(readFileSync(join(folder, 'cli.tar.gz')))
    })
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const archiveUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cli/archive`
    expect(await findTemporalCli(undefined, { environment, archiveUrl })).toBe(cached)
    expect(asked).toEqual([expect.stringMatching(/^\/cli\/archive\/v1\.5\.1\?platform=\w+&arch=\w+$/)])
    expect(await findTemporalCli(undefined, { environment, archiveUrl: NOWHERE })).toBe(cached)
  })

  test('Go builds it into the cache folder when the download fails', async () => {
    const { bin, environment, cached } = emptyMachine()
    const program = `printf '#!/bin/sh\\n${WORKING}\\n' > "$GOBIN/temporal"; /bin/chmod 755 "$GOBIN/temporal"`
    writeProgram(join(bin, 'go'), `test "$2" = github.com/temporalio/cli/cmd/temporal@v1.5.1 || exit 9\n${program}`)
    const lines: string[] = []
    const found = await findTemporalCli((line) => lines.push(line), { environment, archiveUrl: NOWHERE })
    expect(found).toBe(cached)
    expect(lines.join('\n')).toContain('Building the Temporal CLI with Go')
  })

  test('a build that is given up leaves no program behind', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'go'), 'exec /bin/sleep 60')
    const giveUp = new AbortController()
    const attempt = findTemporalCli((line) => line.startsWith('Building') && giveUp.abort(new Error('enough')), {
      environment,
      archiveUrl: NOWHERE,
      signal: giveUp.signal,
    })
    await expect(attempt).rejects.toThrow('enough')
    expect(() => readFileSync(cached)).toThrow('ENOENT')
  })
})
