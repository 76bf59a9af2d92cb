import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = path.resolve(import.meta.dirname, '../../..')

export type Installed = { readonly folder: string; remove(): Promise<void> }

/** The SDK built, packed and installed in an empty folder, without the internet: what it depends on is packed beside it. */
export async function installPacked(): Promise<Installed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-sdk-'))
  const source = await copySources(folder)
  const pack = (source: string, ...more: string[]) =>
    run('npm', ['pack', source, '--pack-destination', folder, ...more])
  const [sdk, parser] = await Promise.all([
    pack(source),
    // As it was published: what builds it is not there.
    pack(path.join(ROOT, 'node_modules/eventsource-parser'), '--ignore-scripts'),
  ])
  const tarballs = [sdk, parser].map(({ stdout }) => `./${stdout.trim().split('\n').at(-1)}`)
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--prefix', folder, ...tarballs], {
    cwd: folder,
  })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Packing builds anew; in a copy, because other tests may be using the build in its place. */
async function copySources(folder: string): Promise<string> {
  const copy = path.join(folder, 'sources')
  const isSource = (file: string) => !/[\\/](dist|node_modules)$/.test(file)
  await cp(path.join(ROOT, 'sdk'), copy, { recursive: true, filter: isSource })
  await symlink(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction')
  return copy
}

/** Type-checks a program with the compiler of this repository, as strictly as can be, and writes JavaScript. */
export async function compile(folder: string): Promise<void> {
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--exactOptionalPropertyTypes']
  const types = ['--skipLibCheck', 'false', '--typeRoots', path.join(ROOT, 'node_modules/@types'), '--types', 'node']
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, ...options, ...types, '--outDir', 'out', 'program.ts'], { cwd: folder }).catch(
    (error: { stdout?: string }) => {
      throw new Error(`The program does not compile: ${error.stdout}`)
    },
  )
}

/** Runs what was compiled, and returns what it printed. */
export async function runCompiled(folder: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await run(process.execPath, ['out/program.js'], { cwd: folder, env: { ...process.env, ...env } })
  return stdout
}
