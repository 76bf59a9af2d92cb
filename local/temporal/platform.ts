/** This machine as Temporal's downloads name it. */
export function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform
}

export function archName(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}

export function programName(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}
