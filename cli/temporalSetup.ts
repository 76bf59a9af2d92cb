import { parseArgs } from 'node:util'
import { withTemporal } from './temporal/open.ts'
import { setUpTemporal } from './temporal/setUp.ts'

/** Makes the namespace and the search attributes that the orders need, on the server that TEMPORAL_ADDRESS names. */
const USAGE = 'Usage: npm run temporal:setup -- [--retention-days N], with 1 to 3650 days; 30 when left out'
const MAX_DAYS = 3_650
const { values } = parseArgs({ options: { 'retention-days': { type: 'string', default: '30' } } })
const retentionDays = Number(values['retention-days'])
if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > MAX_DAYS) {
  console.error(USAGE)
  process.exit(2)
}
await withTemporal((connection, place) => setUpTemporal({ connection, place, retentionDays, say: console.log }))
