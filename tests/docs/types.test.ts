import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { isTypeScript } from './support/blocks.ts'
import { readPages } from './support/pages.ts'
import { programOf } from './support/program.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COMPILER = path.dirname(createRequire(import.meta.url).resolve('typescript/package.json'))

const SETTINGS = {
  extends: path.join(ROOT, 'tsconfig.json'),
  compilerOptions: {
    paths: { '@offerhub/sdk': [path.join(ROOT, 'sdk/src/index.ts')] },
    typeRoots: [path.join(ROOT, 'node_modules/@types')],
    noUnusedLocals: false,
  },
  include: ['*.ts'],
}

it('the TypeScript of every page is right by the types of the SDK', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-docs-types-'))
  try {
    await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS))
    let programs = 0
    for (const [page, blocks] of readPages()) {
      const written = blocks.filter((block) => isTypeScript(block) && block.notRun === null)
      if (written.length === 0) continue
      programs += 1
      await writeFile(path.join(folder, `${page.replaceAll('/', '-')}.ts`), programOf(written))
    }
    expect(programs).toBeGreaterThanOrEqual(7)
    const run = spawnSync(process.execPath, [path.join(COMPILER, 'bin', 'tsc'), '-p', folder], { encoding: 'utf8' })
    expect(run.stdout).toBe('')
    expect(run.status).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
