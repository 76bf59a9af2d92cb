import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { projectRoot } from '../../local/projectRoot.ts'
import { cachedTestServerPath, findTestServer } from '../../local/temporal/findTestServer.ts'
import { SDK } from '../../local/temporal/testServerVersion.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const WORKING =
  'echo "Usage: <command> <port> <flags>"; echo "--enable-time-skipping - to enable time skipping on start"'
const NOWHERE = 'http://127.0.0.1:9'
/** Does what Maven would: puts a jar into the folder that it is told. */
const MAVEN = `for argument in "$@"; do
  case "$argument" in -DoutputDirectory=*) echo jar > "\${argument#*=}/server.jar" ;; esac
done`

function writeProgram(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

/** An empty machine: nothing on PATH, an empty cache. */
function emptyMachine() {
  const folder = temporaryFolder()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const environment: NodeJS.ProcessEnv = { PATH: bin, XDG_CACHE_HOME: join(folder, 'cache'), HOME: folder }
  return { folder, bin, environment, cached: cachedTestServerPath(environment) }
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function failureOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => '',
    (error: Error) => error.message,
  )
}

describe('where the time-skipping test server is looked for', () => {
  test('the variable wins over the cache', async () => {
    const { folder, environment, cached } = emptyMachine()
    const named = writeProgram(join(folder, 'my-server'), WORKING)
    writeProgram(cached, WORKING)
    const found = await findTestServer(undefined, { environment: { ...environment, TEMPORAL_TEST_SERVER: named } })
    expect(found).toBe(named)
  })

  test('a variable that names another program is reported, and the cache is used', async () => {
    const { folder, environment, cached } = emptyMachine()
    const named = writeProgram(join(folder, 'calendar'), 'echo "a calendar"')
    writeProgram(cached, WORKING)
    const lines: string[] = []
    const found = await findTestServer((line) => lines.push(line), {
      environment: { ...environment, TEMPORAL_TEST_SERVER: named },
    })
    expect(found).toBe(cached)
    expect(lines.join('\n')).toContain(
      `${named} is not Temporal's test server (without arguments it said "a calendar")`,
    )
  })

  test('without any way the error lists what was tried and how to get it', async () => {
    const { environment, cached } = emptyMachine()
    const message = await failureOf(findTestServer(undefined, { environment, archiveUrl: NOWHERE }))
    expect(message).toContain('No working time-skipping test server')
    expect(message).toContain('TEMPORAL_TEST_SERVER is not set')
    expect(message).toContain(`${cached} does not exist`)
    expect(message).toContain(`download: ${NOWHERE}/default`)
    expect(message).toContain('Maven: not on PATH: Java (`java`) and Maven (`mvn`)')
    expect(message).toContain('TEMPORAL_TEST_SERVER=/path/to/temporal-test-server npm test')
  })

  test('a look without fetching starts neither download nor Maven', async () => {
    const { bin, folder, environment } = emptyMachine()
    writeProgram(join(bin, 'java'), WORKING)
    writeProgram(join(bin, 'mvn'), `: > "${folder}/fetched"`)
    await expect(findTestServer(undefined, { environment, mayFetch: false })).rejects.toThrow(
      'No working time-skipping',
    )
    expect(existsSync(join(folder, 'fetched'))).toBe(false)
  })
})

describe('how a missing test server is downloaded', () => {
  test('the archive that the service names for this SDK is unpacked into the cache folder', async () => {
    const { folder, environment, cached } = emptyMachine()
    writeProgram(join(folder, 'archive', 'server_1_amd64', 'temporal-test-server'), WORKING)
    execFileSync('tar', ['-czf', join(folder, 'a.tar.gz'), '-C', join(folder, 'archive'), 'server_1_amd64'])
    const asked: string[] = []
    const archiveUrl = await serve((request, response) => {
      asked.push(request.url ?? '')
      const fileToExtract = 'server_1_amd64/temporal-test-server'
      const pointer = JSON.stringify({ archiveUrl: `http://${request.headers.host}/a.tar.gz`, fileToExtract })
      response.end(request.url === '/a.tar.gz' ? readFileSync(join(folder, 'a.tar.gz')) : pointer)
    })
    expect(await findTestServer(undefined, { environment, archiveUrl })).toBe(cached)
    expect(asked).toEqual([
      expect.stringMatching(/^\/default\?arch=\w+&platform=\w+&sdk-name=sdk-typescript&sdk-version=[\d.]+$/),
      '/a.tar.gz',
    ])
    expect(await findTestServer(undefined, { environment, archiveUrl: NOWHERE })).toBe(cached)
  })

  test('an answer that names no archive is told as it is', async () => {
    const { environment } = emptyMachine()
    const archiveUrl = await serve((_, response) => response.end('<html>sign in to this network</html>'))
    const message = await failureOf(findTestServer(undefined, { environment, archiveUrl }))
    expect(message).toContain(`download: ${archiveUrl} did not say where the archive is`)
  })

  test('it is asked for by the release of the SDK that this project uses', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    expect(SDK.version).toBe(devDependencies['@temporalio/testing'])
  })
})

describe('how a missing test server is fetched with Maven', () => {
  test('a script in the cache folder runs the fetched jars with Java and hands its arguments on', async () => {
    const { bin, folder, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'java'), `printf '%s\\n' "$@" >> "${folder}/java-arguments"; ${WORKING}`)
    writeProgram(join(bin, 'mvn'), MAVEN)
    expect(await findTestServer(undefined, { environment, archiveUrl: NOWHERE })).toBe(cached)
    execFileSync(cached, ['7233'])
    const given = readFileSync(join(folder, 'java-arguments'), 'utf8').trim().split('\n')
    expect(given.slice(-2)).toEqual(['io.temporal.testserver.TestServer', '7233'])
    const classPath = given.at(-3) ?? ''
    expect(dirname(dirname(classPath))).toBe(dirname(cached))
    expect(readdirSync(dirname(classPath))).toContain('server.jar')
    expect(await findTestServer(undefined, { environment, archiveUrl: NOWHERE, mayFetch: false })).toBe(cached)
  })

  test('a cached script whose Java is gone is fetched anew for the Java there is', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(cached, "exec '/nowhere/java'")
    writeProgram(join(bin, 'java'), WORKING)
    writeProgram(join(bin, 'mvn'), MAVEN)
    expect(await findTestServer(undefined, { environment, archiveUrl: NOWHERE })).toBe(cached)
    expect(readFileSync(cached, 'utf8')).toContain(join(bin, 'java'))
  })

  test('a failure of Maven is told in its own words, and leaves nothing behind', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'java'), WORKING)
    writeProgram(join(bin, 'mvn'), 'echo "[ERROR] no route to the repository"; echo "[ERROR] see the manual"; exit 1')
    const message = await failureOf(findTestServer(undefined, { environment, archiveUrl: NOWHERE }))
    expect(message).toContain(`Maven: ${join(bin, 'mvn')} failed: no route to the repository\n`)
    expect(readdirSync(dirname(cached))).toEqual([])
  })

  test('a fetch that is given up leaves nothing behind', async () => {
    const { bin, environment, cached } = emptyMachine()
    writeProgram(join(bin, 'java'), WORKING)
    writeProgram(join(bin, 'mvn'), 'exec /bin/sleep 60')
    const giveUp = new AbortController()
    const attempt = findTestServer((line) => line.startsWith('Fetching') && giveUp.abort(new Error('enough')), {
      environment,
      archiveUrl: NOWHERE,
      signal: giveUp.signal,
    })
    await expect(attempt).rejects.toThrow('enough')
    expect(readdirSync(dirname(cached))).toEqual([])
  })
})
