import { renderApiPage } from './api.ts'
import { renderDecisions } from './decisions.ts'
import { renderErrorPage } from './errors.ts'
import { renderLicences } from './licences.ts'
import { renderMetricsPage } from './metrics.ts'
import { renderOrderStates } from './orderStates.ts'
import { drawReleaseFlow, drawSplitFlow } from './pictures/flows.ts'
import { drawOrderStates } from './pictures/orderStates.ts'
import { drawOverview } from './pictures/overview.ts'
import { drawReleaseSequence } from './pictures/releaseSequence.ts'
import { renderSdkPage } from './sdk/page.ts'

/** Every file under docs/ that is written by a program, as it should be today. */
export async function generatedPages(): Promise<Map<string, string>> {
  return new Map([
    ['order-states.md', renderOrderStates()],
    ['decisions/README.md', await renderDecisions()],
    ['errors.md', renderErrorPage()],
    ['api.md', renderApiPage()],
    ['metrics.md', renderMetricsPage()],
    ['sdk.md', await renderSdkPage()],
    ['licences.md', renderLicences()],
    ['pictures/overview.svg', drawOverview()],
    ['pictures/order-states.svg', drawOrderStates()],
    ['pictures/money-of-a-release.svg', drawReleaseFlow()],
    ['pictures/money-of-a-split.svg', drawSplitFlow()],
    ['pictures/release.svg', drawReleaseSequence()],
  ])
}
