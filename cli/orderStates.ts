import { writeFile } from 'node:fs/promises'
import { renderOrderStates } from './orderStates/render.ts'

await writeFile('docs/order-states.md', renderOrderStates())
console.log('Wrote docs/order-states.md')
