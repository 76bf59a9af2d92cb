import { randomUUID } from 'node:crypto'
import { until } from '../../../cli/demo/until.ts'
import { type Flow, send } from './flows.ts'
import { AMOUNT, couple, coupleWithMoney, readyWallet, WAIT_MS } from './people.ts'

/** As in the provisioning of wallets. */
const SPARE_TARGET = 100

export const SIGN_UP_FLOW: Flow = {
  name: 'sign up',
  about: /./,
  prepare: async () => ({ name: randomUUID() }),
  async run(slot, about) {
    const { data } = await slot.caller.post<{ id: string }>('/users', `${about.name}:users`, {
      externalUserId: `user-${about.name}`,
      type: 'BOTH',
    })
    about.userId = data.id
    await readyWallet(slot, data.id)
    return []
  },
}

/** More than half of the spare wallets are taken away, as a crowd of new users would. */
export const REFILL_FLOW: Flow = {
  name: 'spare wallets',
  about: /^/,
  prepare: async () => ({ name: randomUUID() }),
  async run({ db }) {
    await db.sql`
      update wallets set status = 'HELD' where address in (
        select address from wallets where status = 'SPARE' order by address offset ${SPARE_TARGET / 2 - 10})`
    await until(WAIT_MS, 'the spare wallets to be replaced', async () => {
      const rows = await db.sql`select from wallets where status = 'SPARE'`
      return rows.length === SPARE_TARGET
    })
    return []
  },
}

/** What is refused at each of the three places that can refuse: before the claim is kept, by the rules, by the database. */
export const REFUSED_FLOW: Flow = {
  name: 'refusals',
  end: 'ORDER_CREATED',
  about: /./,
  async prepare(slot) {
    const both = await couple(slot)
    const body = { buyerId: both.buyer.id, sellerId: both.seller.id, amount: AMOUNT }
    const { data } = await slot.caller.post<{ id: string }>('/orders', randomUUID(), body)
    return { ...both, orderId: data.id, name: randomUUID() }
  },
  run(slot, about) {
    const milestones = Array.from({ length: 50 }, (_, n) => ({ ref: `m${n}`, title: 'x'.repeat(100), amount: '1.00' }))
    const tooLarge = { buyerId: about.buyer?.id, sellerId: about.seller?.id, amount: AMOUNT, milestones }
    return send(
      slot,
      about,
      ['/orders', tooLarge],
      [`/orders/${about.orderId}/resolution/release`],
      [`/orders/${about.orderId}/reserve`],
    )
  },
}

export const API_KEY_FLOW: Flow = {
  name: 'API keys',
  about: /./,
  prepare: async () => ({ name: randomUUID() }),
  async run(slot, about) {
    const { name } = about
    const draft = { name: `key-${name}`, scopes: ['read'] }
    const made = await slot.caller.post<{ id: string }>('/api-keys', `${name}:create`, draft)
    const rotated = await slot.caller.post<{ id: string }>(`/api-keys/${made.data.id}/rotate`, `${name}:rotate`)
    const revoked = await slot.caller.post(`/api-keys/${rotated.data?.id}/revoke`, `${name}:revoke`)
    return [made, rotated, revoked].map(({ status, code }) => `${code ?? status}`)
  },
}

const SIGNED = { by: 'Ana', reason: 'The vendor answers again' }

/** A step that went wrong once, and that support has tried again. */
export const RETRY_FLOW: Flow = {
  name: 'retry by support',
  about: /retryNow|ret_|:retry/,
  end: 'ESCROW_FUNDING',
  async prepare(slot) {
    const { buyer, seller } = await coupleWithMoney(slot)
    const terms = { buyerId: buyer.id, sellerId: seller.id, amount: AMOUNT, title: '[fault tamperedAmount@deploy]' }
    const { data } = await slot.caller.post<{ id: string }>('/orders', randomUUID(), terms)
    await slot.caller.post(`/orders/${data.id}/reserve`, randomUUID())
    await slot.caller.send(`/orders/${data.id}/escrow`, { prefer: 'respond-async' })
    await until(WAIT_MS, `${data.id} to be found stuck`, async () => {
      const stuck = await slot.caller.get<{ orderId: string }[]>('/support/orders/stuck')
      return stuck.some(({ orderId }) => orderId === data.id)
    })
    return { buyer, seller, orderId: data.id, name: randomUUID() }
  },
  run: (slot, about) => send(slot, about, [`/support/orders/${about.orderId}/retry`, SIGNED]),
}

export const ABORT_FLOW: Flow = {
  name: 'abort by support',
  about: /abort/,
  end: 'CLOSED CANCELED',
  async prepare(slot) {
    const { buyer, seller } = await coupleWithMoney(slot)
    const terms = { buyerId: buyer.id, sellerId: seller.id, amount: AMOUNT }
    const { data } = await slot.caller.post<{ id: string }>('/orders', randomUUID(), terms)
    await slot.caller.post(`/orders/${data.id}/reserve`, randomUUID())
    return { buyer, seller, orderId: data.id, name: randomUUID() }
  },
  run: (slot, about) => send(slot, about, [`/support/orders/${about.orderId}/abort`, SIGNED]),
}

/** A difference that is gone: whoever looks next says so, once. */
export const FINDING_FLOW: Flow = {
  name: 'finding',
  about: /^/,
  async prepare(slot) {
    const { buyer, seller } = await couple(slot)
    const terms = { buyerId: buyer.id, sellerId: seller.id, amount: AMOUNT }
    const { data } = await slot.caller.post<{ id: string }>('/orders', randomUUID(), terms)
    return { buyer, seller, orderId: data.id, name: randomUUID() }
  },
  async run({ db }, { orderId = '', name }) {
    const id = `fnd_${name.replaceAll('-', '').slice(0, 26)}`
    await db.sql`
      insert into audit_findings (id, kind, subject, expected, actual, first_ledger, last_ledger, alarmed_at)
      values (${id}, 'order_history', ${orderId}, 'one', 'another', 1, 1, now())`
    await until(WAIT_MS, 'the finding to be resolved', async () => {
      const rows = await db.sql`select from audit_findings where id = ${id} and resolved_at is not null`
      return rows.length === 1
    })
    return []
  },
}
