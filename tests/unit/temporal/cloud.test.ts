import type { Connection } from '@temporalio/client'
import { describe, expect, it } from 'vitest'
import { isCloud, setUpTemporal } from '../../../cli/temporal/setUp.ts'

const DAY_SECONDS = 86_400
const INVALID_ARGUMENT = 3
const NOT_FOUND = 5

type Cloud = { readonly days: number | null; readonly attributes: readonly string[] }

/** Temporal Cloud as a key for one namespace sees it: what changes something is not there. */
function cloudWith({ days, attributes }: Cloud): Connection {
  const refusal = (code: number) => Object.assign(new Error('refused'), { code, details: '', metadata: {} })
  const stand = {
    withDeadline: <T>(_deadline: number, run: () => Promise<T>) => run(),
    workflowService: {
      async describeNamespace() {
        if (days === null) throw refusal(NOT_FOUND)
        return { config: { workflowExecutionRetentionTtl: { seconds: days * DAY_SECONDS } } }
      },
      async countWorkflowExecutions({ query }: { query: string }) {
        if (!attributes.includes(query.split(' ')[0] ?? '')) throw refusal(INVALID_ARGUMENT)
        return {}
      },
    },
  }
  return stand as unknown as Connection
}

async function setUp(cloud: Cloud): Promise<{ done: boolean; said: string }> {
  const said: string[] = []
  const done = await setUpTemporal({
    connection: cloudWith(cloud),
    place: { temporalAddress: 'shop.a1b2c.tmprl.cloud:7233', temporalNamespace: 'shop.a1b2c', temporalApiKey: 'k' },
    retentionDays: 30,
    say: (sentence) => said.push(sentence),
  })
  return { done, said: said.join('\n') }
}

const ALL = ['OrderStatus', 'OrderStuck', 'StuckReason', 'BuyerId', 'SellerId']

describe('temporal:setup on Temporal Cloud, where an API key may only look', () => {
  it('is satisfied with what is as it should be', async () => {
    const { done, said } = await setUp({ days: 30, attributes: ALL })
    expect(done).toBe(true)
    expect(said).toContain('can be used in the namespace shop.a1b2c')
  })

  it('names the command for each search attribute that is missing, and fails', async () => {
    const { done, said } = await setUp({ days: 30, attributes: ['OrderStatus', 'BuyerId', 'SellerId'] })
    expect(done).toBe(false)
    expect(said).toContain(
      'tcld namespace search-attributes add -n shop.a1b2c --sa "OrderStuck=Bool" --sa "StuckReason=Keyword"',
    )
  })

  it('tells of another retention and goes on, and of a missing namespace and does not', async () => {
    expect(await setUp({ days: 7, attributes: ALL })).toEqual({
      done: true,
      said: expect.stringContaining('tcld namespace retention set -n shop.a1b2c --retention-days 30'),
    })
    const { done, said } = await setUp({ days: null, attributes: [] })
    expect([done, said]).toEqual([false, expect.stringContaining('Make it in the console of Temporal Cloud')])
  })

  it('knows a cloud by its address', () => {
    expect(isCloud('shop.a1b2c.tmprl.cloud:7233')).toBe(true)
    expect(isCloud('eu-central-1.aws.api.temporal.io:7233')).toBe(true)
    expect(isCloud('temporal:7233')).toBe(false)
    expect(isCloud('tmprl.cloud.example.com:7233')).toBe(false)
  })
})
