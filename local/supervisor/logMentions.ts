import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'

const TAIL_BYTES = 64 * 1024

/** True when the end of the log has a line of that process (log lines carry their pid) with the text. */
export function logMentions(logFile: string, pid: number, text: string): boolean {
  if (!existsSync(logFile)) return false
  const lines = readTail(logFile).split('\n')
  return lines.some((line) => line.includes(`"pid":${pid},`) && line.includes(text))
}

function readTail(path: string): string {
  const file = openSync(path, 'r')
  try {
    const size = fstatSync(file).size
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES))
    readSync(file, buffer, 0, buffer.length, size - buffer.length)
    return buffer.toString('utf8')
  } finally {
    closeSync(file)
  }
}
