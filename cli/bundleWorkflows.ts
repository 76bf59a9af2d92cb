import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { WORKFLOW_INTERCEPTORS, WORKFLOWS } from '../worker/workflowCode.ts'

/** Bundles the workflows into one file, which WORKFLOW_BUNDLE then names to the worker. Part of building the image. */
const DEFAULT_TARGET = 'build/workflows.cjs'
const target = path.resolve(process.argv[2] ?? DEFAULT_TARGET)
const { code } = await bundleWorkflowCode({
  workflowsPath: WORKFLOWS,
  workflowInterceptorModules: [WORKFLOW_INTERCEPTORS],
  logger: new DefaultLogger('WARN'),
})
await mkdir(path.dirname(target), { recursive: true })
await writeFile(target, code)
console.log(
  `Wrote the workflows to ${target} (${Math.round(code.length / 1_000)} kB). WORKFLOW_BUNDLE=${target} uses it.`,
)
