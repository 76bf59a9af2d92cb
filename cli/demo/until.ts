import { setTimeout as delay } from 'node:timers/promises'

const RECHECK_MS = 150

/** Asks again until the answer is yes; says what it waited for when the time is up. */
export async function until(limitMs: number, what: string, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs / 1000} s for ${what}, in vain.`)
    await delay(RECHECK_MS)
  }
}
