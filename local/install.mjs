// Runs before `npm start`, `npm test`, `npm run demo` and `npm run bench` with whatever Node the machine has, so: plain JavaScript, no packages.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_MACHINE_NODE = 20
const PRODUCT_NODE = 24
const NEEDED_DISK_BYTES = 1_500_000_000
const ELAPSED_EVERY_MS = 10_000

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const modulesFolder = join(root, 'node_modules')
const lockPath = join(root, 'package-lock.json')
const stampPath = join(modulesFolder, '.offerhub-install.json')
const isWindows = process.platform === 'win32'
const localNode = isWindows ? join(modulesFolder, 'node', 'bin', 'node.exe') : join(modulesFolder, '.bin', 'node')
const machineMajor = Number(process.versions.node.split('.')[0])

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(...lines) {
  for (const line of lines) say(line)
  process.exit(1)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function lockHash() {
  if (!existsSync(lockPath)) {
    fail(
      `${lockPath} is missing, so the packages to install are unknown. Restore it: git checkout -- package-lock.json`,
    )
  }
  return createHash('sha256').update(readFileSync(lockPath)).digest('hex')
}

/** The fast path: the stamp names this lock and this machine, and the Node it saw is still there. */
function isUpToDate(hash) {
  const stamp = readJson(stampPath)
  if (stamp?.lock !== hash || stamp.platform !== `${process.platform}-${process.arch}`) return false
  return stamp.localNode === false ? machineMajor >= PRODUCT_NODE : existsSync(localNode)
}

/** True when someone ran npm by hand: npm's own record of what lies in node_modules says the same as the lock. */
function matchesLock() {
  const wanted = readJson(lockPath)?.packages
  const installed = readJson(join(modulesFolder, '.package-lock.json'))?.packages
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    const found = installed[path]
    if (found === undefined) return entry.optional === true
    return found.version === entry.version && (!entry.integrity || found.integrity === entry.integrity)
  })
}

/**
 * A lock made against a registry that lacks some platforms' packages leaves those out, and `npm ci` then refuses to run,
 * on every platform. `npm install` takes the same locked versions and fetches what is missing.
 */
function lockNamesEveryPlatform() {
  const packages = readJson(lockPath)?.packages ?? {}
  const isLocked = (path, name) => {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
      if (folder === '') return false
    }
  }
  return Object.entries(packages).every(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).every((name) => isLocked(path, name)),
  )
}

/** npm replaces node_modules while it runs, so it must not be carried by the Node that lies in there. */
function nodeOutsideModules() {
  const isOutside = (path) => path && existsSync(path) && !realpathSync(path).startsWith(realpathSync(root) + sep)
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, isWindows ? 'node.exe' : 'node'))
  return [process.env.npm_node_execpath, process.execPath, ...onPath].find(isOutside) ?? process.execPath
}

function npmCommand(args) {
  const npmCli = process.env.npm_execpath
  if (npmCli && /\.c?js$/.test(npmCli) && existsSync(npmCli)) return [nodeOutsideModules(), [npmCli, ...args]]
  return [isWindows ? 'npm.cmd' : 'npm', args]
}

/** Without a terminal npm draws no progress bar: an elapsed time keeps a slow network from looking like a hang. */
function runNpm(args, label) {
  const [command, commandArgs] = npmCommand(args)
  const startedAt = Date.now()
  const ticker = process.stderr.isTTY
    ? undefined
    : setInterval(() => say(`  ${label} ... ${Math.round((Date.now() - startedAt) / 1000)} s`), ELAPSED_EVERY_MS)
  return new Promise((done) => {
    // Standard output belongs to the command that is installed for: its --json is one line.
    const child = spawn(command, commandArgs, { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows })
    child.on('error', (error) => {
      clearInterval(ticker)
      done({ ok: false, why: `could not be started (${error.message})` })
    })
    child.on('close', (code, signal) => {
      clearInterval(ticker)
      done({ ok: code === 0, why: signal ? `was stopped by ${signal}` : `ended with code ${code}` })
    })
  })
}

function explainFailedInstall(why) {
  const lines = [`\nnpm ${why}; its own message stands above. What to do:`]
  try {
    accessSync(root, constants.W_OK)
  } catch {
    fail(
      ...lines,
      `  This user may not write to ${root}: take the folder over (chown), or clone into a folder of your own.`,
    )
  }
  const { bavail, bsize } = statfsSync(root)
  if (bavail * bsize < NEEDED_DISK_BYTES) {
    const freeMb = Math.round((bavail * bsize) / 1e6)
    lines.push(`  Only ${freeMb} MB are free on this disk; the packages need about ${NEEDED_DISK_BYTES / 1e6} MB.`)
  }
  fail(
    ...lines,
    '  Network or proxy: `npm ping` shows whether the registry answers.',
    '  Then run the same command again; nothing half-installed is kept.',
  )
}

async function installPackages() {
  say('Installing packages (needed once, and after an update; about a minute) ...')
  const startedAt = Date.now()
  // dev and optional are asked for by name: NODE_ENV=production or a user's npmrc would leave out what start and test need.
  const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional']
  const args = lockNamesEveryPlatform() ? ['ci', ...flags] : ['install', '--no-save', ...flags]
  const result = await runNpm(args, 'installing')
  if (!result.ok) explainFailedInstall(result.why)
  say(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
}

function localNodeWorks() {
  if (!existsSync(localNode)) return false
  const probe = spawnSync(localNode, ['--version'], { encoding: 'utf8', timeout: 15_000 })
  return probe.status === 0 && probe.stdout.startsWith(`v${PRODUCT_NODE}.`)
}

function linkLocalNode(binary) {
  const target = join(modulesFolder, 'node', 'bin', isWindows ? 'node.exe' : 'node')
  mkdirSync(dirname(target), { recursive: true })
  rmSync(target, { force: true })
  try {
    linkSync(binary, target)
  } catch {
    copyFileSync(binary, target)
  }
  if (isWindows) return
  mkdirSync(dirname(localNode), { recursive: true })
  if (lstatSync(localNode, { throwIfNoEntry: false })) rmSync(localNode, { force: true })
  symlinkSync(join('..', 'node', 'bin', 'node'), localNode)
}

/** npm configured with ignore-scripts skips the step that fetches this binary; it is fetched as a plain package instead. */
async function fetchLocalNode() {
  const nodePackage = join(modulesFolder, 'node')
  const version = readJson(join(nodePackage, 'package.json'))?.version
  if (!version) return false
  const system = isWindows ? 'win' : process.platform
  // Apple silicon binaries are published under another prefix than all the others.
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const name = `${prefix}-${system}-${process.arch}`
  const binary = join(nodePackage, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node')
  if (!existsSync(binary)) {
    say(`Fetching Node ${version} for this project (your own Node ${process.versions.node} stays as it is) ...`)
    const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const result = await runNpm(['install', ...flags, '--prefix', nodePackage, `${name}@${version}`], 'fetching Node')
    if (!result.ok || !existsSync(binary)) return false
  }
  linkLocalNode(binary)
  return localNodeWorks()
}

/** Answers whether the project's own Node is there; a machine that already has a new one can do without. */
async function ensureLocalNode() {
  if (localNodeWorks() || (await fetchLocalNode())) return true
  if (machineMajor >= PRODUCT_NODE) return false
  return fail(
    `This project runs on Node ${PRODUCT_NODE}; this machine has ${process.versions.node}, and the npm package "node" could not bring one.`,
    `Install Node ${PRODUCT_NODE} (https://nodejs.org) and run the same command again.`,
    'Behind a proxy or with `ignore-scripts` in your npmrc: npm install --ignore-scripts=false once, then try again.',
  )
}

async function main() {
  if (machineMajor < OLDEST_MACHINE_NODE) {
    fail(
      `Node ${process.versions.node} is too old: ${OLDEST_MACHINE_NODE} or newer is needed to install, the rest brings its own.`,
      'Get a current one from https://nodejs.org and run the same command again.',
    )
  }
  const hash = lockHash()
  if (isUpToDate(hash)) return
  const hasModules = statSync(modulesFolder, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (!hasModules || !matchesLock()) await installPackages()
  const hasLocalNode = await ensureLocalNode()
  const stamp = { lock: hash, platform: `${process.platform}-${process.arch}`, localNode: hasLocalNode }
  writeFileSync(stampPath, `${JSON.stringify(stamp)}\n`)
}

main().catch((error) => fail(`Installing failed: ${error?.stack ?? error}`))
