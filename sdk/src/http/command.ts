import { CommandPendingError } from '../errors/commandPendingError.ts'
import type { OperationName, Operations } from '../generated/operations.ts'
import type { Order, OrderWithPendingCommand, PendingCommand } from '../generated/types.ts'
import type { CommandOptions } from '../options.ts'
import { type Client, call, type Input } from './call.ts'
import { type Followed, followCommand } from './followCommand.ts'

/** An order, with the command that is accepted and not carried out yet, if there is one. */
export type MaybePendingOrder = Order & { readonly command?: PendingCommand | undefined }

/** What a command is given when its caller says nothing. */
export type AlwaysFollow = { readonly follow: true }

/** Where `follow` may be false, an accepted command may be returned before it is carried out. */
export type CommandAnswer<O extends CommandOptions> = 'follow' extends keyof O
  ? false extends O['follow']
    ? MaybePendingOrder
    : Order
  : Order

type CommandName = { [N in OperationName]: Operations[N]['data'] extends Order ? N : never }[OperationName]

const ACCEPTED = 202

/** Gives an order a command and follows it until it has its outcome. */
export async function command<N extends CommandName, O extends CommandOptions>(
  client: Client,
  name: N,
  input: Input<N>,
  options: O | undefined,
): Promise<CommandAnswer<O>> {
  const given: CommandOptions = options ?? {}
  const { status, data } = await call(client, name, input, given)
  if (status !== ACCEPTED || given.follow === false) return data as CommandAnswer<O>
  return (await outcomeOf(client, data as unknown as OrderWithPendingCommand, given)) as CommandAnswer<O>
}

async function outcomeOf(client: Client, order: OrderWithPendingCommand, options: CommandOptions): Promise<Order> {
  const place = { orderId: order.id, commandId: order.command.id }
  const followed: Followed = await followCommand(client, place, options)
  if (followed.order !== null) return followed.order
  throw new CommandPendingError(order, followed.waitedMs)
}
