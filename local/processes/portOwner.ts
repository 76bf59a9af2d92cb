import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { commandLineOf } from './identity.ts'

const MOST_PROCESSES = 20_000

/** " by node server.ts (pid 12)" when the listener can be found, else an empty text: it only makes a sentence better. */
export async function describePortOwner(port: number): Promise<string> {
  const pid = process.platform === 'linux' ? await findListenerInProc(port) : await findListenerByLsof(port)
  if (pid === undefined) return ''
  const command = commandLineOf(pid)
  return command ? ` by "${command.slice(0, 80)}" (pid ${pid})` : ` (pid ${pid})`
}

async function findListenerInProc(port: number): Promise<number | undefined> {
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '')
    for (const line of text.split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      const isListening = state === '0A'
      if (isListening && inode && Number.parseInt(local?.split(':')[1] ?? '', 16) === port) inodes.add(inode)
    }
  }
  if (inodes.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).slice(0, MOST_PROCESSES)
  for (const pid of pids) {
    if (await holdsSocket(pid, inodes)) return Number(pid)
  }
  return undefined
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
  return targets.some((target) => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ''))
}

function findListenerByLsof(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    execFile('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { timeout: 3_000 }, (error, stdout) => {
      const pid = Number(stdout.split('\n')[0])
      resolve(error || !pid ? undefined : pid)
    })
  })
}
