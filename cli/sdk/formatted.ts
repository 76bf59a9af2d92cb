import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
const OUTPUT_LIMIT_BYTES = 4_194_304

/** TypeScript as the formatter of this repository writes it, so that what is generated passes its own check. */
export function formatted(source: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BIOME, 'check', '--write', '--linter-enabled=false', '--stdin-file-path=sdk/src/generated/any.ts'],
    { input: source, encoding: 'utf8', maxBuffer: OUTPUT_LIMIT_BYTES, cwd: new URL('../..', import.meta.url) },
  )
  if (status !== 0) throw new Error(`The generated source could not be formatted: ${stderr}`)
  return stdout
}
