import { unreachable } from '../../domain/invariant.ts'
import { giveCommand } from './command.ts'
import { type Said, said } from './exit.ts'
import { log } from './log.ts'
import type { Tools } from './reach.ts'
import type { Request } from './readRequest.ts'
import { retry } from './retry.ts'
import { show } from './show.ts'
import { stuck } from './stuck.ts'
import { USAGE } from './usage.ts'
import { giveUp, pending, retryWithdrawal } from './withdrawals.ts'

/** Does what the operator asks for; `connect` is called by what needs a stack. */
export async function carryOut(request: Request, connect: () => Tools): Promise<Said> {
  if (request.do === 'help') return said(USAGE, { usage: USAGE })
  const tools = connect()
  try {
    return await withTools(request, tools)
  } finally {
    await tools.close()
  }
}

async function withTools(request: Exclude<Request, { do: 'help' }>, tools: Tools): Promise<Said> {
  switch (request.do) {
    case 'stuck':
      return await stuck(tools, request)
    case 'show':
      return await show(tools, request)
    case 'retry':
      return await retry(tools, request)
    case 'abort':
    case 'resolve':
    case 'extend':
      return await giveCommand(tools, request)
    case 'pending':
      return await pending(tools, request)
    case 'retryWithdrawal':
      return await retryWithdrawal(tools, request)
    case 'giveUp':
      return await giveUp(tools, request)
    case 'log':
      return await log(tools, request)
    default:
      return unreachable(request)
  }
}
