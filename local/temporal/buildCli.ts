import type { Progress } from '../progress.ts'
import { CLI_VERSION } from './cliVersion.ts'
import { goInstall } from './goInstall.ts'

/** Builds Temporal's command with Go and puts it at `target`. */
export async function buildCli(
  target: string,
  environment: NodeJS.ProcessEnv,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const cli = {
    path: `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`,
    program: 'temporal',
    name: 'Temporal CLI',
  }
  await goInstall(cli, target, environment, progress, signal)
}
