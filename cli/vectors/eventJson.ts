import { isDeepStrictEqual } from 'node:util'
import { StrKey, xdr } from '@stellar/stellar-sdk'
import { valueToJson } from './contractValues.ts'
import type { Names } from './names.ts'
import type { EmittedEvent } from './replayWorld.ts'
import type { Json } from './vectorFile.ts'

/** An event as the traces write it; the stored escrow in its body is shortened to `<escrow>`. */
export function eventJson({ topics, data }: EmittedEvent, names: Names, escrow: Json | undefined): Json {
  const [topic = null, party = null, other = null] = topics.map((each) => valueToJson(each, names))
  const body = valueToJson(data, names)
  switch (topic) {
    case 'transfer':
      return { t: topic, from: party, to: other, amount: body }
    case 'mint':
      return { t: topic, to: party, amount: body }
    case 'burn':
      return { t: topic, from: party, amount: body }
    case 'set_authorized':
      return { t: topic, who: party, value: body }
    default: {
      const shorten = (item: Json): Json => (isDeepStrictEqual(item, escrow) ? '<escrow>' : item)
      return { t: topic, body: Array.isArray(body) ? body.map(shorten) : body }
    }
  }
}

/** Bytes of all events together, encoded as the network does. */
export function sizeOfEvents(events: readonly EmittedEvent[]): number {
  return events.reduce((bytes, event) => {
    const contractEvent = new xdr.ContractEvent({
      ext: xdr.ExtensionPoint.v0(),
      contractId: new xdr.ContractId(StrKey.decodeContract(event.contractId)),
      type: xdr.ContractEventType.contract,
      body: xdr.ContractEventBody.v0(new xdr.ContractEventV0({ topics: [...event.topics], data: event.data })),
    })
    return bytes + contractEvent.toXdr().length
  }, 0)
}
