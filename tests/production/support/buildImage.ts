import { execFile } from 'node:child_process'
import { cp, link, mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../../../local/projectRoot.ts'

/**
 * The folder /app of the image, made without docker: the files that .dockerignore lets through, the packages that
 * `npm ci --omit=dev` would install, and what the Dockerfile's own RUN line makes of them.
 */
export async function buildImage(folder: string): Promise<void> {
  for (const name of await allowedNames()) {
    await cp(path.join(projectRoot, name), path.join(folder, name), {
      recursive: true,
      filter: (from) => !/(^|\/)(node_modules|dist|\.env)$|\.log$/.test(from),
    })
  }
  await linkProductionPackages(folder)
  for (const [command, ...args] of await buildCommands()) {
    if (command === 'node') await promisify(execFile)(process.execPath, args, { cwd: folder })
  }
}

/** The names after "!" in .dockerignore. */
async function allowedNames(): Promise<string[]> {
  const lines = (await readFile(path.join(projectRoot, '.dockerignore'), 'utf8')).split('\n')
  return lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
}

/** The RUN lines of the Dockerfile's stage "build". */
async function buildCommands(): Promise<string[][]> {
  const stage = /AS build\n([\s\S]*?)\nFROM/.exec(await readFile(path.join(projectRoot, 'Dockerfile'), 'utf8'))?.[1]
  return [...(stage ?? '').matchAll(/^RUN (.*)$/gm)].map(([, line = '']) => line.split(' '))
}

type Lock = { packages: Record<string, { dev?: boolean; link?: boolean; devOptional?: boolean }> }

/** Links the files of every package that the lock does not mark as needed for development alone. */
async function linkProductionPackages(folder: string): Promise<void> {
  const lock = JSON.parse(await readFile(path.join(projectRoot, 'package-lock.json'), 'utf8')) as Lock
  const wanted = Object.entries(lock.packages).filter(
    ([place, entry]) => place.includes('node_modules/') && !entry.dev && !entry.link,
  )
  for (const [place] of wanted) await linkPackage(path.join(projectRoot, place), path.join(folder, place))
}

/** Packages for other systems are in the lock and not on this disk. */
async function linkPackage(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => [])
  if (entries.length > 0) await mkdir(to, { recursive: true })
  for (const entry of entries) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory() && entry.name !== 'node_modules') await linkPackage(source, target)
    // A hard link costs nothing; where the temporary folder is on another disk it is a copy.
    else if (entry.isFile()) await link(source, target).catch(() => cp(source, target))
  }
}
