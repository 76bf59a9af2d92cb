import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './processes/identity.ts'

/** One file per promised port, with the pid of the program that has it. */
export const CLAIMS = join(tmpdir(), `offerhub-ports-${userInfo().uid}`)

const mine = new Set<number>()

/**
 * Promises a port to the calling process until it exits: true when nobody else of ours has it. A port that is free now
 * is not free a second later, when several stacks start side by side and each server binds its port only after a while.
 */
export function claimPort(port: number): boolean {
  if (mine.has(port)) return false
  if (!writeClaim(port) && !(isStale(port) && takeOver(port))) return false
  if (mine.size === 0) process.once('exit', releaseAll)
  mine.add(port)
  return true
}

function writeClaim(port: number): boolean {
  mkdirSync(CLAIMS, { recursive: true })
  try {
    const file = openSync(fileOf(port), 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function takeOver(port: number): boolean {
  rmSync(fileOf(port), { force: true })
  return writeClaim(port)
}

/** A claim outlives a process that was killed. An empty file belongs to somebody who is just writing it. */
function isStale(port: number): boolean {
  const pid = Number(readClaim(port))
  return pid > 0 && !isAlive(pid)
}

function readClaim(port: number): string {
  try {
    return readFileSync(fileOf(port), 'utf8')
  } catch {
    return ''
  }
}

function releaseAll(): void {
  for (const port of mine) rmSync(fileOf(port), { force: true })
}

const fileOf = (port: number): string => join(CLAIMS, String(port))
