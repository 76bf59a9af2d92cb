import audit from '../examples/audit.json' with { type: 'json' }
import milestones from '../examples/milestones.json' with { type: 'json' }
import ordersEndpoints from '../examples/ordersEndpoints.json' with { type: 'json' }
import ordersGuide from '../examples/ordersGuide.json' with { type: 'json' }
import ordersPage from '../examples/ordersPage.json' with { type: 'json' }
import quickStart from '../examples/quickStart.json' with { type: 'json' }
import support from '../examples/support.json' with { type: 'json' }
import wallets from '../examples/wallets.json' with { type: 'json' }
import withdrawals from '../examples/withdrawals.json' with { type: 'json' }

/** A request and what it is answered. Names in braces stand for what differs from run to run. */
export type Exchange = {
  readonly operation: string
  readonly title: string
  readonly request: {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly body?: unknown
    /** How the body is called; JSON when nothing is said. */
    readonly contentType?: string
  }
  readonly answer: { readonly status: number; readonly body: unknown }
}

/** Money that reaches a user between two exchanges. */
export type Deposit = { readonly deposit: { readonly user: string; readonly amount: string } }

/** An order that cannot go on by itself from here on, and what its workflow says about why. */
export type Stuck = { readonly stuck: { readonly order: string; readonly reason: string } }

/** A withdrawal that is paid between two exchanges. */
export type Paid = { readonly paid: string }

/** From here on these names stand for other things. */
export type Forget = { readonly forget: readonly string[] }

/** The examples of one document or subject, in an order in which they can be played. */
export type Example = {
  readonly document: string
  /** Null for callers who ask for no version. */
  readonly version: string | null
  /** Whether an answer has these fields and no others. */
  readonly exact: boolean
  readonly play: readonly (Exchange | Deposit | Stuck | Paid | Forget)[]
}

export const EXAMPLES: readonly Example[] = [
  quickStart,
  ordersGuide,
  ordersPage,
  ordersEndpoints,
  milestones,
  wallets,
  withdrawals,
  audit,
  support,
] as unknown as readonly Example[]

/** What stands for a name in braces where an example is shown. */
const SHOWN: Readonly<Record<string, string>> = {
  buyer: 'usr_buyer123',
  seller: 'usr_seller456',
  order: 'ord_xyz789',
  fresh: 'your-user-123',
  other: 'your-user-456',
  request: 'req_xyz789',
  page: 'http://localhost:4000/api/v1/errors/INVALID_STATE',
  escrow: 'esc_xyz789',
  dispute: 'dsp_xyz789',
  withdrawal: 'wdr_xyz789',
  contract: `C${'A'.repeat(55)}`,
  address: `G${'A'.repeat(55)}`,
  payee: `G${'B'.repeat(55)}`,
  issuer: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
  network: 'testnet',
  hash: '3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889',
  command: 'cmd_xyz789',
  number: '17',
  advice: 'The step goes on by itself; when the vendor is back, retry all to save the wait.',
  text: 'Pay USDC of this issuer to the address; no memo is needed.',
  time: '2026-02-25T12:00:00.000Z',
}

export const PLACEHOLDER = /\{([a-z]+)\}/g

/** An example as a reader should see it. */
export function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(PLACEHOLDER, (whole, name: string) => SHOWN[name] ?? whole)
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member)]))
}

type Shown = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>

/** The examples of an operation: what is sent, or what is answered with a status. */
export function examplesOf(operation: string, pick: 'request' | number): Shown {
  const found = EXAMPLES.flatMap(({ document, version, play }) =>
    play
      .filter((part): part is Exchange => 'operation' in part && part.operation === operation)
      .filter(({ request, answer }) => (pick === 'request' ? request.body !== undefined : answer.status === pick))
      .map(({ title, request, answer }) => ({
        summary: version === null ? `${title} (${document})` : `${title} (${document}, Offerhub-Version: ${version})`,
        value: shown(pick === 'request' ? request.body : answer.body),
      })),
  )
  return Object.fromEntries(found.map((example, index) => [`${operation}${index + 1}`, example]))
}
