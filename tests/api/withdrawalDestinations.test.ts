import { Account, Keypair, MuxedAccount, StrKey } from '@stellar/stellar-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { savePlatformAccounts } from '../../db/platform/platformAccounts.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { refuseDestination } from '../../domain/withdrawal/destination.ts'
import { type ApiResponse, type Harness, startApi } from './harness.ts'

let api: Harness
let userId: string

beforeAll(async () => {
  api = await startApi()
  userId = await api.user()
  await api.deposit(userId, '1000.0000000')
})

afterAll(async () => {
  await api.stop()
})

afterEach(() => {
  api.orders.withdrawals.destination = null
})

const address = () => Keypair.random().publicKey()

async function ask(given: Record<string, unknown>): Promise<ApiResponse> {
  return await api.post('/api/v1/withdrawals', { userId, amount: '1.00', destination: address(), ...given })
}

describe('a destination', () => {
  const refusedFor = async (destination: string) => {
    const starts = api.orders.withdrawals.starts.length
    const { status, body } = await ask({ destination })
    expect([status, body.error.code]).toEqual([422, 'DESTINATION_REFUSED'])
    expect(api.orders.withdrawals.starts.length).toBe(starts)
    return body.error.details.reason
  }

  test.each([
    'GABC',
    'alice*example.com',
    `${Keypair.random().publicKey().slice(0, -1)}0`,
    Keypair.random().secret(),
    '0x52908400098527886E0F7030069857D2E4169EE7',
  ])('%s is no address, and is not repeated in the answer', async (destination) => {
    const { body } = await ask({ destination })
    expect(body.error.details.reason).toBe('not_an_address')
    expect(JSON.stringify(body)).not.toContain(destination)
  })

  test('that is a contract is refused', async () => {
    expect(await refusedFor(StrKey.encodeContract(Buffer.alloc(32, 7)))).toBe('is_a_contract')
  })

  test('that is a wallet of the platform is refused, whoever owns it', async () => {
    const ours = address()
    await insertSpareWallets(api.db, [{ address: ours, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
    expect(await refusedFor(ours)).toBe('is_ours')
  })

  test.each(['treasury', 'sponsor', 'resolver', 'deployer 1'])("that is the platform's %s is refused", async (role) => {
    const ours = address()
    await savePlatformAccounts(api.db, [{ role, address: ours }])
    expect(await refusedFor(ours)).toBe('is_ours')
  })

  test('that is a numbered address of a platform account is refused', async () => {
    const ours = address()
    await savePlatformAccounts(api.db, [{ role: 'treasury', address: ours }])
    expect(await refusedFor(new MuxedAccount(new Account(ours, '0'), '7').accountId())).toBe('is_ours')
  })

  test('with a number in it is kept as it was given', async () => {
    const destination = new MuxedAccount(new Account(address(), '0'), '42').accountId()
    expect((await ask({ destination })).body.data).toMatchObject({ destination, memo: null })
  })

  test.each([
    'does_not_exist',
    'no_trustline',
    'not_authorized',
    'trustline_full',
    'memo_required',
    'is_the_issuer',
  ] as const)('of which the network says %s is refused, and nothing is set aside', async (reason) => {
    const user = await api.user()
    await api.deposit(user, '50.0000000')
    const destination = address()
    api.orders.withdrawals.destination = refuseDestination(destination, reason)
    const { status, body } = await ask({ userId: user, destination })
    expect([status, body.error.code, body.error.details.reason]).toEqual([422, 'DESTINATION_REFUSED', reason])
    const { data } = (await api.get(`/api/v1/users/${user}/balance`)).body
    expect([data.available, data.withdrawing]).toEqual(['50.00', '0.00'])
  })
})

describe('a memo', () => {
  test.each([
    [{ memo: 'order 77' }, { memo: 'order 77', memoType: 'text' }],
    [
      { memo: '18446744073709551615', memoType: 'id' },
      { memo: '18446744073709551615', memoType: 'id' },
    ],
    [{ memo: 'ä'.repeat(14) }, { memoType: 'text' }],
  ])('as %j is carried', async (given, shown) => {
    expect((await ask(given)).body.data).toMatchObject(shown)
  })

  test.each([
    [{ memo: 'ä'.repeat(15) }, 'memo'],
    [{ memo: 'x'.repeat(29) }, 'memo'],
    [{ memo: '' }, 'memo'],
    [{ memo: '18446744073709551616', memoType: 'id' }, 'memo'],
    [{ memo: '1.5', memoType: 'id' }, 'memo'],
    [{ memo: 'abc', memoType: 'hash' }, 'memoType'],
    [{ memoType: 'id' }, 'memoType'],
    [{ memo: '7', destination: new MuxedAccount(new Account(address(), '0'), '42').accountId() }, 'memo'],
  ])('as %j is refused with the name of the field', async (given, field) => {
    const { status, body } = await ask(given)
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect((body.error.details.fields as { field: string }[]).map((each) => each.field)).toContain(field)
  })
})

test.each(['0', '0.00', '-1', '1.001', '1e3', 5])('the amount %j is refused', async (amount) => {
  expect((await ask({ amount })).body.error.code).toBe('VALIDATION_ERROR')
})
