import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

// From nothing, so that a file that is no longer in the sources is not in the package either.
const here = import.meta.dirname
rmSync(path.join(here, 'dist'), { recursive: true, force: true })
const typescript = path.dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
const { status } = spawnSync(process.execPath, [path.join(typescript, 'bin', 'tsc'), '-p', here], { stdio: 'inherit' })
process.exitCode = status ?? 1
