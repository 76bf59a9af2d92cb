import { projectRoot } from '../local/projectRoot.ts'
import { CHECKS } from './doctor/checks.ts'

/** Looks at everything `npm start` needs and says, line by line, what is well and what to do about what is not. */
console.log(`Looking at ${projectRoot}\n`)
let problems = 0
const INDENT = ' '.repeat(28)
for (const { title, look } of CHECKS) {
  const finding = await look()
  if (!finding.ok) problems++
  console.log(`${finding.ok ? 'ok     ' : 'PROBLEM'}  ${title.padEnd(18)} ${finding.what}`)
  if (!finding.ok) console.log(`${INDENT}-> ${finding.todo.replaceAll('\n', `\n${INDENT}   `)}`)
}
console.log(
  problems === 0 ? '\nEverything is in order: npm start' : `\n${problems} problem${problems > 1 ? 's' : ''} found.`,
)
process.exit(problems === 0 ? 0 : 1)
