import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { BARE_SIGNAL, BARE_TASK_QUEUE, BARE_WORKFLOW, type Plan, type SegmentDone } from './messages.ts'

/** Temporal alone: a worker with nothing to do, and a client that waits for each step as our callers do. */
export type BareEngine = {
  /** Takes one bare order from its start through all its signals. */
  takeOrder(plan: Plan): Promise<void>
  pid: number
  stop(): Promise<void>
}

const STEP_LIMIT_MS = 120_000
let count = 0

export async function startBareEngine(temporal: Client, address: string): Promise<BareEngine> {
  const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [address], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await untilReady(worker)
  const waiting = new Map<string, () => void>()
  worker.on('message', ({ orderId, segment }: SegmentDone) => waiting.get(`${orderId} ${segment}`)?.())
  const over = (orderId: string, segment: number) =>
    within(`${orderId} ${segment}`, (key, done) => void waiting.set(key, done)).finally(
      () => void waiting.delete(`${orderId} ${segment}`),
    )

  return {
    pid: worker.pid ?? 0,
    async takeOrder(plan) {
      const orderId = `bench-bare-${process.pid}-${Date.now().toString(36)}-${count++}`
      for (const [segment, { local, regular }] of plan.entries()) {
        // Registered before it is sent, so that the end cannot pass unheard.
        const isOver = local + regular > 0 ? over(orderId, segment) : Promise.resolve()
        const handle = temporal.workflow.getHandle(orderId)
        if (segment > 0) await handle.signal(BARE_SIGNAL)
        else
          await temporal.workflow.start(BARE_WORKFLOW, {
            workflowId: orderId,
            taskQueue: BARE_TASK_QUEUE,
            args: [plan],
          })
        await isOver
      }
    },
    async stop() {
      if (worker.exitCode !== null) return
      const exited = once(worker, 'exit')
      worker.kill('SIGTERM')
      await exited
    },
  }
}

async function untilReady(worker: ChildProcess): Promise<void> {
  const died = once(worker, 'exit').then(([code]) => {
    throw new Error(`The bare worker ended with code ${code} before it was ready`)
  })
  await Promise.race([once(worker, 'message'), died])
  died.catch(() => undefined)
}

function within(key: string, listen: (key: string, done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Bare order ${key} was not over in time`)), STEP_LIMIT_MS)
    listen(key, () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
