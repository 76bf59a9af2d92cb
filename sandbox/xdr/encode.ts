import { hash } from 'node:crypto'
import type { xdr } from '@stellar/stellar-sdk'
import { ReusedWriter } from './reusedWriter.ts'

const writer = new ReusedWriter()

/** The bytes of a value: what its own `toXdr()` gives. */
export function xdrBytes(value: xdr.XdrValue): Uint8Array {
  write(value)
  return writer.toUint8Array()
}

/** The same in base64, as RPC sends it. */
export function xdrText(value: xdr.XdrValue): string {
  write(value)
  return writer.written().toString('base64')
}

/** How many bytes that are. */
export function xdrSize(value: xdr.XdrValue): number {
  write(value)
  return writer.offset
}

/** Their SHA-256. */
export function xdrHash(value: xdr.XdrValue): Uint8Array {
  write(value)
  return hash('sha256', writer.written(), 'buffer')
}

function write(value: xdr.XdrValue): void {
  const { schema } = value.constructor as unknown as xdr.XdrValueConstructor<unknown, xdr.XdrValue>
  const wire = value.toXdrObject()
  writer.reset()
  schema._write(wire, writer, schema.name ?? '')
}
