import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Block, isShell, isTypeScript } from './blocks.ts'
import { compareAnswer, lastAnswer } from './compareAnswer.ts'
import { fill, type Place } from './place.ts'
import { programOf } from './program.ts'
import { type Program, startProgram } from './runProgram.ts'
import { runShell } from './runShell.ts'

/** How many blocks of a page were run, and how many answers were compared. */
export type Ran = { readonly blocks: number; readonly answers: number }

/** Runs the blocks of a page from top to bottom. What goes wrong is said with the page and the line. */
export async function runPage(blocks: readonly Block[], place: Place, folder: string): Promise<Ran> {
  const name = path.basename(blocks[0]?.page ?? 'page', '.md')
  const programs = blocks.filter((block) => isTypeScript(block) && block.notRun === null)
  const file = path.join(folder, `${name}.ts`)
  await writeFile(file, fill(programOf(programs), place))
  let program: Program | null = null
  let output: string | null = null
  const ran = { blocks: 0, answers: 0 }
  try {
    for (const block of blocks) {
      if (block.notRun !== null) continue
      await atLine(block, async () => {
        if (isShell(block)) {
          output = await runShell(block, place, path.join(folder, `${name}.state`))
          ran.blocks += 1
        } else if (isTypeScript(block)) {
          program ??= await startProgram(file, place.variables)
          await program.next()
          output = null
          ran.blocks += 1
        } else if (block.language === 'json' && output !== null) {
          compare(block, output)
          output = null
          ran.answers += 1
        }
      })
    }
  } finally {
    ;(program as Program | null)?.stop()
  }
  return ran
}

async function atLine({ page, line }: Block, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw new Error(`${page}:${line}: ${(error as Error).message}`, { cause: error })
  }
}

function compare(block: Block, output: string): void {
  const differences = compareAnswer(JSON.parse(block.text), lastAnswer(output))
  if (differences.length > 0) throw new Error(`the answer is another one: ${differences.join('; ')}`)
}
