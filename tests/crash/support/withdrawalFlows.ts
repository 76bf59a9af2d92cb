import { randomUUID } from 'node:crypto'
import { Keypair } from '@stellar/stellar-sdk'
import { Client, Connection } from '@temporalio/client'
import { WITHDRAWAL_SIGNALS } from '../../../workflows/withdrawal/messages.ts'
import { outsideAccount } from '../../setup/outsideAccount.ts'
import { type Case, type Flow, send } from './flows.ts'
import { coupleWithMoney } from './people.ts'
import type { Slot } from './startSlot.ts'

/** Somebody with money, and where it shall go. */
async function rich(slot: Slot, destination: string): Promise<Case> {
  const both = await coupleWithMoney(slot)
  return { ...both, destination, name: randomUUID() }
}

async function withdraw(slot: Slot, about: Case): Promise<string[]> {
  const { buyer, destination } = about
  return await send(slot, about, ['/withdrawals', { userId: buyer?.id, amount: '20.00', destination }])
}

const prepare = async (slot: Slot) => rich(slot, await outsideAccount(slot.stack.sandbox))

export const WITHDRAWAL_FLOW: Flow = { name: 'withdrawal', about: /^wdr_/, strictly: true, prepare, run: withdraw }

/** The same once more, for the change that comes before the payment. */
export const SET_ASIDE_FLOW: Flow = {
  name: 'money set aside',
  about: /^wdr_.*:request$/,
  strictly: true,
  prepare,
  run: withdraw,
}

/** To an account that does not exist. */
export const TURNED_DOWN_FLOW: Flow = {
  name: 'destination refused',
  about: /^wdr_.*:withdraw$/,
  strictly: true,
  prepare: (slot) => rich(slot, Keypair.random().publicKey()),
  run: withdraw,
}

/** Support has the payment tried again while the network takes none. */
export const RETRY_PAYMENT_FLOW: Flow = {
  name: 'payment tried again by support',
  about: /^retry:|^wdr_.*:retryNow$/,
  strictly: true,
  prepare,
  async run(slot, about) {
    await holdPayments(slot, true)
    const answers = await withdraw(slot, about)
    const [row] = await slot.db.sql<
      { id: string }[]
    >`select id from withdrawals where user_id = ${about.buyer?.id ?? ''}`
    await signalRetry(slot, row?.id ?? '')
    await holdPayments(slot, false)
    return answers
  },
}

async function signalRetry({ stack }: Slot, withdrawalId: string): Promise<void> {
  const connection = await Connection.connect({ address: stack.temporalAddress })
  try {
    const handle = new Client({ connection }).workflow.getHandle(withdrawalId)
    await handle.signal(WITHDRAWAL_SIGNALS.retryNow.name, { by: 'Ana', reason: 'The network is back' })
  } finally {
    await connection.close()
  }
}

async function holdPayments({ stack }: Slot, isHeld: boolean): Promise<void> {
  const faults = isHeld ? [{ name: 'tryAgainLater', function: 'payment', times: 1_000 }] : []
  const answer = await fetch(`${stack.sandbox.controlUrl}/faults`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  })
  if (!answer.ok) throw new Error(`The sandbox took no faults: ${answer.status} ${await answer.text()}`)
}
