import { Address, scValToBigInt, xdr } from '@stellar/stellar-sdk'
import type { EventsAnswer } from '../rpc/answers.ts'

/** A movement of USDC as its asset contract announced it. Amounts are strings of stroops. */
export type RawTransfer = {
  /** Unique on the network, and ascending with time. */
  readonly eventId: string
  readonly transactionHash: string
  readonly ledger: number
  /** The issuer, for an amount that came into being. */
  readonly from: string
  /** The issuer, for an amount that went out of being. */
  readonly to: string
  readonly amountStroops: string
  /** What the sender wrote into a muxed destination, as text. */
  readonly toMuxedId: string | null
}

type RawEvent = EventsAnswer['events'][number]

/** Reads an event of the USDC contract; null for one that moves nothing. */
export function parseTransfer(event: RawEvent, issuer: string): RawTransfer | null {
  if (event.inSuccessfulContractCall === false) return null
  const [name, ...rest] = event.topic.map((topic) => xdr.ScVal.fromXdr(topic, 'base64'))
  const parties = readParties(name, rest, issuer)
  if (parties === null) return null
  const data = readData(xdr.ScVal.fromXdr(event.value, 'base64'))
  if (data === null) return null
  return { eventId: event.id, transactionHash: event.txHash, ledger: event.ledger, ...parties, ...data }
}

function readParties(
  name: xdr.ScVal | undefined,
  rest: readonly xdr.ScVal[],
  issuer: string,
): { from: string; to: string } | null {
  const kind = name?.type === 'scvSymbol' ? name.sym.toString() : ''
  const [first, second] = rest.map(readAddress)
  if (kind === 'transfer') return first && second ? { from: first, to: second } : null
  // Before protocol 23 a mint and a clawback named the issuer as well: mint, admin, to, asset.
  const other = second ?? first
  if (!other) return null
  if (kind === 'mint') return { from: issuer, to: other }
  return kind === 'burn' || kind === 'clawback' ? { from: other, to: issuer } : null
}

function readAddress(value: xdr.ScVal): string | null {
  return value.type === 'scvAddress' ? Address.fromScVal(value).toString() : null
}

function readData(value: xdr.ScVal): { amountStroops: string; toMuxedId: string | null } | null {
  if (value.type === 'scvI128') return { amountStroops: scValToBigInt(value).toString(), toMuxedId: null }
  if (value.type !== 'scvMap') return null
  const field = (name: string): xdr.ScVal | undefined =>
    (value.map ?? []).find((entry) => entry.key.type === 'scvSymbol' && entry.key.sym.toString() === name)?.val
  const amount = field('amount')
  if (amount?.type !== 'scvI128') return null
  return { amountStroops: scValToBigInt(amount).toString(), toMuxedId: readMuxedId(field('to_muxed_id')) }
}

/** An id of a muxed account is a number; a memo that came along is bytes or text. */
function readMuxedId(value: xdr.ScVal | undefined): string | null {
  switch (value?.type) {
    case 'scvU64':
      return value.u64.toString()
    case 'scvString':
      return value.str.toString()
    case 'scvBytes':
      return Buffer.from(value.bytes.toBytes()).toString('hex')
    default:
      return null
  }
}
