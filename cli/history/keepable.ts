import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { projectRoot } from '../../local/projectRoot.ts'

type History = Parameters<typeof historyToJSON>[0]

/** A history as it is kept for the replay test: without the names of the machine and the folders that it was made in. */
export function keepableHistory(history: History): string {
  const folder = projectRoot.endsWith('/') ? projectRoot : `${projectRoot}/`
  const text = JSON.stringify(JSON.parse(historyToJSON(history)))
  return `${text.replaceAll(folder, '').replaceAll(/"identity":"\d+@[^"]*"/g, '"identity":"worker"')}\n`
}
