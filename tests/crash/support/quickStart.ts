import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { workflowInterceptor } from '../../../crash/workflowCrashes.ts'
import { WORKFLOW_INTERCEPTORS } from '../../../worker/workflowCode.ts'

const WORKFLOWS = fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url))

/** What many starts of the same two programs can share. */
export type QuickStart = {
  /** A folder in which Node keeps what it made of our files. */
  readonly compileCache: string
  /** The workflows, bundled once for all workers. */
  readonly bundle: string
  remove(): Promise<void>
}

export async function prepareQuickStart(): Promise<QuickStart> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-quick-'))
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    workflowInterceptorModules: [WORKFLOW_INTERCEPTORS, workflowInterceptor],
    logger: new DefaultLogger('ERROR'),
  })
  const bundle = path.join(folder, 'workflows.js')
  await writeFile(bundle, code)
  const compileCache = path.join(folder, 'compiled')
  return { compileCache, bundle, remove: () => rm(folder, { recursive: true, force: true }) }
}
