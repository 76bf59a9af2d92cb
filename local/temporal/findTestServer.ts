import { join } from 'node:path'
import { cacheFolder } from '../cacheFolder.ts'
import { type Progress, silent } from '../progress.ts'
import { checkTestServer } from './checkTestServer.ts'
import { downloadTestServer, TEST_SERVER_URL } from './downloadTestServer.ts'
import { type FindOptions, findProgram } from './findProgram.ts'
import { mavenTestServer } from './mavenTestServer.ts'
import { programName } from './platform.ts'
import { TEST_SERVER_VERSION } from './testServerVersion.ts'

/**
 * Path of a working time-skipping test server, whose one argument is the port: TEMPORAL_TEST_SERVER, the cache folder,
 * the download that the SDK uses, Maven.
 */
export async function findTestServer(progress: Progress = silent, options: FindOptions = {}): Promise<string> {
  const { environment = process.env, archiveUrl = TEST_SERVER_URL } = options
  const cached = cachedTestServerPath(environment)
  return await findProgram(
    {
      name: 'time-skipping test server of Temporal',
      variable: 'TEMPORAL_TEST_SERVER',
      cached,
      check: checkTestServer,
      ways: [
        { name: 'download', get: (signal) => downloadTestServer(cached, progress, archiveUrl, signal) },
        { name: 'Maven', get: (signal) => mavenTestServer(cached, environment, progress, signal) },
      ],
      advice:
        'Install Java (8 or newer) and Maven so that `java` and `mvn` are on PATH, or take `temporal-test-server` from ' +
        'https://github.com/temporalio/sdk-java/releases and name it: ' +
        'TEMPORAL_TEST_SERVER=/path/to/temporal-test-server npm test',
    },
    options,
    progress,
  )
}

/** Where the fetched server is kept: the downloaded program itself, or a script that runs the jars beside it. */
export function cachedTestServerPath(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = join(cacheFolder(environment), 'temporal-test-server', TEST_SERVER_VERSION)
  return join(folder, programName('temporal-test-server'))
}
