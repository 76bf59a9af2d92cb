import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { type Progress, withElapsed } from '../progress.ts'
import { SetupError } from '../setupError.ts'
import { TEST_SERVER_VERSION } from './testServerVersion.ts'

const FETCH_TIMEOUT_MS = 10 * 60_000
const OUTPUT_KEPT_CHARACTERS = 4_000
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/** Without the second dependency the logging library complains on every start that it has nowhere to write to. */
const PROJECT = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>temporal-test-server</artifactId><version>${TEST_SERVER_VERSION}</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${TEST_SERVER_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`

/**
 * Fetches the server's jars with Maven, through whatever mirror its settings name, and puts a script at `target` that
 * runs them. Maven has no native builds of it, so this needs Java; in return it works where there is no native build.
 */
export async function mavenTestServer(
  target: string,
  environment: NodeJS.ProcessEnv,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (process.platform === 'win32') throw new SetupError('the script that runs the jars is for Linux and macOS only')
  const java = findTool('java', environment.JAVA_HOME, environment)
  const maven = findTool('mvn', environment.MAVEN_HOME, environment)
  const missing = [...(java ? [] : ['Java (`java`)']), ...(maven ? [] : ['Maven (`mvn`)'])]
  if (!java || !maven) throw new SetupError(`not on PATH: ${missing.join(' and ')}`)
  const folder = await mkdtemp(join(dirname(target), 'jars-'))
  try {
    const project = join(folder, 'pom.xml')
    await writeFile(project, PROJECT)
    progress('Fetching the time-skipping test server with Maven: needed once, about 40 MB. It is kept for later runs.')
    const fetchJars = () => runMaven(maven, project, folder, environment, signal)
    await withElapsed(progress, 'Fetching the time-skipping test server', fetchJars)
    const script = join(folder, 'temporal-test-server')
    await writeFile(script, launcher(java, folder))
    await chmod(script, 0o755)
    // The jars lie in a folder of their own, so putting the script in place is all at once, whoever else fetches too.
    await rename(script, target)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Interpreted code is up in a second; a server that lives for one test file never earns back a better compilation. */
function launcher(java: string, folder: string): string {
  const options = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m'
  return `#!/bin/sh\nexec ${quoted(java)} ${options} -cp ${quoted(`${folder}/*`)} io.temporal.testserver.TestServer "$@"\n`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function findTool(name: string, home: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(home ? [join(home, 'bin')] : []), ...(environment.PATH ?? '').split(delimiter)]
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
}

function runMaven(
  maven: string,
  project: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const args = ['-B', '-q', '-f', project, `${PLUGIN}:copy-dependencies`]
  return new Promise((resolve, reject) => {
    const child = spawn(maven, [...args, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: FETCH_TIMEOUT_MS,
      signal,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => {
        output = (output + text).slice(0, OUTPUT_KEPT_CHARACTERS)
      })
    }
    child.once('error', (error) => reject(new SetupError(`${maven} could not be started (${error.message})`)))
    child.once('close', (code, killedBy) => {
      if (code === 0) return resolve()
      // Maven names the cause first and then explains how to ask for more.
      const cause = output.trim().split('\n')[0]?.replace('[ERROR] ', '')
      reject(new SetupError(`${maven} ${killedBy ? `was stopped (${killedBy})` : 'failed'}: ${cause}`))
    })
  })
}
