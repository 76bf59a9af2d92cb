import { type Keypair, nativeToScVal, Operation, StrKey, type Transaction, type xdr } from '@stellar/stellar-sdk'
import { type AuditorOptions, createAuditor, type Look } from '../../../activities/audit/auditor.ts'
import type { ListedWorkflow } from '../../../activities/audit/listedWorkflows.ts'
import type { OrderWorkflows, WorkflowState } from '../../../activities/audit/orderWorkflows.ts'
import type { WithdrawalWorkflows } from '../../../activities/audit/withdrawalWorkflows.ts'
import { type Finding, findingColumns } from '../../../db/audit/findings.ts'
import { createStepStore } from '../../../db/chainSteps/postgresStepStore.ts'
import type { FindingKind } from '../../../domain/audit/finding.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { type DepositWorld, startDepositWorld } from '../../deposits/support/depositWorld.ts'
import { startWatcher, type Watcher } from '../../deposits/support/watcher.ts'
import { build, submit } from '../../sandbox/localNetwork.ts'

/** Orders' workflows as the auditor sees them: by default each is where its row is. */
export type WorkflowDouble = OrderWorkflows & {
  /** What a workflow says instead. */
  readonly says: Map<string, WorkflowState>
  /** How often a workflow was woken. */
  asked: number
}

/** The same of withdrawals; `ends` says how one ended instead (null: it runs). */
export type PaymentDouble = WithdrawalWorkflows & { readonly ends: Map<string, string | null> }

export type AuditWorld = DepositWorld & {
  readonly workflows: WorkflowDouble
  readonly withdrawals: PaymentDouble
  readonly watcher: Watcher
  look(): Promise<Look>
  stop(): Promise<void>
}

/** A network, a database, the watcher of transfers, and an auditor whose looks the test takes itself. */
export async function startAuditWorld(options: Partial<AuditorOptions> = {}): Promise<AuditWorld> {
  const world = await startDepositWorld()
  const workflows = workflowDouble(world)
  const withdrawals = paymentDouble(world)
  const look = createAuditor({ ...auditorOptions(world, workflows), withdrawals, ...options })
  const watcher = startWatcher(world)
  return {
    ...world,
    workflows,
    withdrawals,
    watcher,
    look: () => look(new AbortController().signal),
    stop: async () => {
      await watcher.stop()
      await world.close()
    },
  }
}

export function auditorOptions(world: DepositWorld, workflows: OrderWorkflows): AuditorOptions {
  const { db, rpc, chain, treasury } = world
  return {
    db,
    rpc,
    chain,
    treasuryAddress: treasury.publicKey(),
    workflows,
    withdrawals: paymentDouble(world),
    pauseMs: 0,
  }
}

type RowState = { id: string; version: number; status: string; finalStatus: string | null }

export function workflowDouble({ db }: Pick<DepositWorld, 'db'>): WorkflowDouble {
  const rows = () => db.sql<RowState[]>`select id, version, status, final_status as "finalStatus" from orders`
  const says = new Map<string, WorkflowState>()
  const stateOf = ({ id, ...row }: RowState): WorkflowState =>
    says.get(id) ?? (row.status === 'CLOSED' ? { running: false, ended: 'COMPLETED' } : { running: true, ...row })
  const listed = async (): Promise<ListedWorkflow[]> =>
    (await rows()).flatMap((row) => {
      const state = stateOf(row)
      if (!state.running) return []
      return [{ id: row.id, status: 'status' in state ? state.status : row.status }]
    })
  const double: WorkflowDouble = {
    says,
    asked: 0,
    running: async (ids) => (await listed()).filter(({ id }) => ids.includes(id)),
    async *all() {
      yield* await listed()
    },
    async state(id) {
      double.asked += 1
      const row = (await rows()).find((one) => one.id === id)
      return row ? stateOf(row) : (says.get(id) ?? { running: false, ended: 'MISSING' })
    },
  }
  return double
}

export function paymentDouble({ db }: Pick<DepositWorld, 'db'>): PaymentDouble {
  const ends = new Map<string, string | null>()
  const endOf = (id: string, status: string | undefined): string | null => {
    const said = ends.get(id)
    if (said !== undefined) return said
    return status === undefined ? 'MISSING' : status === 'PENDING' ? null : 'COMPLETED'
  }
  const rows = () => db.sql<{ id: string; status: string }[]>`select id, status from withdrawals`
  const listed = async (): Promise<ListedWorkflow[]> => {
    const statuses = new Map((await rows()).map(({ id, status }) => [id, status]))
    const ids = [...new Set([...statuses.keys(), ...ends.keys()])]
    return ids.filter((id) => endOf(id, statuses.get(id)) === null).map((id) => ({ id, status: null }))
  }
  return {
    ends,
    running: async (ids) => (await listed()).filter(({ id }) => ids.includes(id)),
    async *all() {
      yield* await listed()
    },
    ended: async (id) => endOf(id, (await rows()).find((one) => one.id === id)?.status),
  }
}

export async function findingsOf(
  { db }: Pick<DepositWorld, 'db'>,
  kind: FindingKind,
  subject: string,
): Promise<Finding[]> {
  return await db.sql<Finding[]>`
    select ${findingColumns(db.sql)} from audit_findings where kind = ${kind} and subject = ${subject} order by id`
}

export async function openFindings({ db }: Pick<DepositWorld, 'db'>): Promise<Finding[]> {
  return await db.sql<Finding[]>`
    select ${findingColumns(db.sql)} from audit_findings where resolved_at is null order by kind, subject`
}

const WAIT_MS = 20_000

/** Looks until the network is this many ledgers further and all that was read before has been judged. */
export async function lookThrough(world: AuditWorld, ledgers: number): Promise<Look[]> {
  const looks: Look[] = []
  const first = await world.look()
  for (const giveUpAtMs = Date.now() + WAIT_MS; Date.now() < giveUpAtMs; ) {
    const look = await world.look()
    looks.push(look)
    if (look.ledger >= first.ledger + ledgers && looks.length > 3) return looks
  }
  throw new Error(`The network is not ${ledgers} ledgers further after ${WAIT_MS} ms`)
}

/** Looks until there is an answer. */
export async function lookUntil<T>(world: AuditWorld, ask: (look: Look) => Promise<T | undefined>): Promise<T> {
  for (const giveUpAtMs = Date.now() + WAIT_MS; Date.now() < giveUpAtMs; ) {
    const answer = await ask(await world.look())
    if (answer !== undefined) return answer
  }
  const open = (await openFindings(world)).map(({ kind, subject }) => `${kind} ${subject}`)
  throw new Error(`Looked ${WAIT_MS} ms in vain. Open findings: ${open.join(', ') || 'none'}`)
}

/** The finding once it has raised its alarm; every look until then is shown to `before`. */
export async function untilAlarmed(
  world: AuditWorld,
  kind: FindingKind,
  subject: string,
  before: (finding: Finding) => void = () => undefined,
): Promise<Finding> {
  return await lookUntil(world, async () => {
    const found = (await findingsOf(world, kind, subject)).at(-1)
    if (found?.alarmedAt) return found
    if (found) before(found)
    return undefined
  })
}

export async function untilResolved(world: AuditWorld, kind: FindingKind, subject: string): Promise<Finding> {
  return await lookUntil(world, async () => {
    const found = (await findingsOf(world, kind, subject)).at(-1)
    return found?.resolvedAt ? found : undefined
  })
}

export async function ledgerNow({ network }: Pick<DepositWorld, 'network'>): Promise<number> {
  return (await network.server.getLatestLedger()).sequence
}

export async function signedBy(world: DepositWorld, source: Keypair, operation: xdr.Operation): Promise<Transaction> {
  const transaction = await build(world.network, source.publicKey(), [operation])
  transaction.sign(source)
  return transaction
}

/** Sends a transaction and says where the chain shows it. */
export async function applied(world: DepositWorld, transaction: Transaction) {
  const { status, txHash, ledger } = await submit(world.network, transaction)
  if (status !== 'SUCCESS') throw new Error(`The transaction came out ${status}`)
  return { transactionHash: txHash, ledger }
}

/** USDC moved by the asset's own contract, as an escrow contract is paid. */
export async function contractTransfer(
  { network }: DepositWorld,
  from: Keypair,
  to: string,
  amountStroops: bigint,
): Promise<Transaction> {
  const args = [
    nativeToScVal(from.publicKey(), { type: 'address' }),
    nativeToScVal(to, { type: 'address' }),
    nativeToScVal(amountStroops, { type: 'i128' }),
  ]
  const call = Operation.invokeContractFunction({ contract: network.usdcContractId, function: 'transfer', args })
  const prepared = await network.server.prepareTransaction(await build(network, from.publicKey(), [call]))
  prepared.sign(from)
  return prepared
}

/** Stores a transaction as the step engine stores what it is about to send. */
export async function storeAsStep(
  { db }: Pick<DepositWorld, 'db'>,
  transaction: Transaction,
  step: { stepKey: string; kind: string; orderId: OrderId | null },
): Promise<void> {
  const hash = Buffer.from(transaction.hash()).toString('hex')
  await createStepStore(db).insert({
    ...step,
    attempt: 1,
    envelopeXdr: transaction.toXdr(),
    hash,
    innerHash: hash,
    sourceAddress: transaction.source,
    sequence: transaction.sequence,
    maxTimeSeconds: 0,
    contractId: null,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  })
}

/** A contract address that no other test has. */
export function someContract(): string {
  return StrKey.encodeContract(crypto.getRandomValues(new Uint8Array(32)))
}

/** What the database refuses to everybody, done by somebody who can switch its rules off. */
export async function goAround({ db }: Pick<DepositWorld, 'db'>, table: string, statement: string): Promise<void> {
  await db.sql.begin(async (tx) => {
    const triggers = await tx<{ tgname: string }[]>`
      select tgname from pg_trigger where tgrelid = ${table}::text::regclass and not tgisinternal`
    for (const { tgname } of triggers) await tx.unsafe(`alter table ${table} disable trigger ${tgname}`)
    await tx.unsafe(statement)
    for (const { tgname } of triggers) await tx.unsafe(`alter table ${table} enable always trigger ${tgname}`)
  })
}
