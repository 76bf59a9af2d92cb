import { readOrderTransactions } from '../../db/chainSteps/ofOrder.ts'
import { close, connect } from '../../db/connect.ts'
import { parseExact } from '../../domain/money.ts'
import { checkBooks } from '../stack/checkBooks.ts'
import type { Stack } from '../stack/findStack.ts'
import { connectApi, type DemoApi } from './api.ts'
import { type EventEar, listenToEvents } from './events.ts'
import { writeReport } from './report.ts'
import { type Balance, type Person, PRICE, playStory, type Story, type Tell } from './story.ts'
import { until } from './until.ts'

export type DemoParty = Balance & { id: string; wallet: string }
export type DemoResult = {
  order: string
  finalStatus: string | null
  buyer: DemoParty
  seller: DemoParty
  ledgerEqualsChain: boolean
  seconds: number
}

const TOP_UP_WAIT_MS = 60_000
const LAST_EVENT_WAIT_MS = 10_000

/** Plays the story, waits until the treasury has settled the fee, and tells how it ended. */
export async function runDemo(stack: Stack, tell: Tell): Promise<DemoResult> {
  const startedAt = Date.now()
  const api = connectApi(stack.apiUrl, stack.apiKey)
  const ear = await listenToEvents(stack.apiUrl, stack.apiKey)
  try {
    const story = await playStory({ api, faucetUrl: stack.sandbox.faucetUrl, tell })
    await until(LAST_EVENT_WAIT_MS, 'the last event of the order', async () => heardOf(ear, story).some(isLast))
    let books = await checkBooks(stack)
    await until(TOP_UP_WAIT_MS, 'the treasury to top up what the protocol fee took', async () => {
      books = await checkBooks(stack)
      return books.equal && topUpDone(story, books.accounts)
    }).catch(() => tell('The ledger and the chain did not come to agree in time.'))
    const [buyer, seller] = await Promise.all([party(api, story.buyer), party(api, story.seller)])
    tell(
      writeReport({
        story,
        balances: { buyer, seller },
        accounts: books.accounts,
        transactions: await transactionsOf(stack, story),
        events: heardOf(ear, story),
        webUi: `${stack.temporalUi}/namespaces/default/workflows/${story.order.id}`,
        ledgerEqualsChain: books.equal,
      }),
    )
    return {
      order: story.order.id,
      finalStatus: story.order.finalStatus ?? null,
      buyer,
      seller,
      ledgerEqualsChain: books.equal,
      seconds: (Date.now() - startedAt) / 1000,
    }
  } finally {
    ear.close()
  }
}

const isLast = (event: { eventType: string }) => event.eventType === 'order.closed'

function heardOf(ear: EventEar, story: Story): EventEar['heard'] {
  return ear.heard.filter(
    ({ aggregateId, payload }) => aggregateId === story.order.id || payload.orderId === story.order.id,
  )
}

/** The seller's wallet holds what the seller is owed once the fee is paid in. */
function topUpDone(story: Story, accounts: readonly { account: string; chainStroops: bigint }[]): boolean {
  const wallet = accounts.find(({ account }) => account === `wallet:${story.seller.id}`)
  return wallet?.chainStroops === parseExact(PRICE)
}

async function party(api: DemoApi, person: Person): Promise<DemoParty> {
  const { available, reserved } = await api.get<Balance>(`/users/${person.id}/balance`)
  return { id: person.id, wallet: person.address, available, reserved }
}

async function transactionsOf(stack: Stack, story: Story) {
  const db = connect(stack.databaseUrl, { maxConnections: 1, applicationName: 'offerhub-demo' })
  try {
    return await readOrderTransactions(db, story.order.id)
  } finally {
    await close(db)
  }
}
