import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findTemporalServer, SERVER_VERSION } from '../../local/temporal/findTemporalServer.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const NOWHERE = 'http://127.0.0.1:9/releases'

function emptyMachine() {
  const folder = temporaryFolder()
  return { folder, environment: { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache'), HOME: folder } }
}

function writeProgram(path: string, version = SERVER_VERSION): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\necho "temporal version ${version}"\n`)
  chmodSync(path, 0o755)
  return path
}

describe("where Temporal's full server is looked for", () => {
  test('a variable wins over PATH, PATH over the cache', async () => {
    const { folder, environment } = emptyMachine()
    const named = writeProgram(join(folder, 'my-server'))
    writeProgram(join(folder, 'bin', 'temporal-server'))
    const sqlTool = writeProgram(join(folder, 'bin', 'temporal-sql-tool'))
    const found = await findTemporalServer(undefined, { environment: { ...environment, TEMPORAL_SERVER: named } })
    expect(found).toEqual({ server: named, sqlTool })
  })

  test('one of another version is passed over for the one in the cache', async () => {
    const { folder, environment } = emptyMachine()
    writeProgram(join(folder, 'bin', 'temporal-server'), '1.20.0')
    const cached = (name: string) => join(folder, 'cache', 'offerhub', 'temporal-server', SERVER_VERSION, name)
    const [server, sqlTool] = [writeProgram(cached('temporal-server')), writeProgram(cached('temporal-sql-tool'))]
    expect(await findTemporalServer(undefined, { environment })).toEqual({ server, sqlTool })
  })

  test('without any way to get it, all that was tried is told, and what to do', async () => {
    const { folder, environment } = emptyMachine()
    // Go is also looked for where its installer puts it, so one that fails stands in front of that.
    const go = writeProgram(join(folder, 'bin', 'go'))
    writeFileSync(go, '#!/bin/sh\nexit 1\n')
    const finding = findTemporalServer(undefined, { environment, archiveUrl: NOWHERE })
    await expect(finding).rejects.toThrow(
      /TEMPORAL_SERVER is not set[\s\S]*PATH has no[\s\S]*download:[\s\S]*go install:/,
    )
    await expect(finding).rejects.toThrow(`tag/v${SERVER_VERSION}`)
  })
})
