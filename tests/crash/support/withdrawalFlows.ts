import { randomUUID } from 'node:crypto'
import { Keypair } from '@stellar/stellar-sdk'
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
