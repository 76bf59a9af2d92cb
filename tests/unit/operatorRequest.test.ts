import { describe, expect, it } from 'vitest'
import { EXIT, Refused } from '../../cli/operator/exit.ts'
import { age, table, wrap } from '../../cli/operator/layOut.ts'
import { readRequest } from '../../cli/operator/readRequest.ts'

const SIGNED = ['--by', 'Ana', '--reason', 'Down']
const HASH = 'AB'.repeat(32)
const read = (line: string, ...more: string[]) => readRequest([...line.split(' '), ...more])

describe('a command line', () => {
  it.each([
    ['--help', { do: 'help' }],
    ['orders stuck', { do: 'stuck', limit: 20 }],
    ['orders stuck --limit 5 --json', { do: 'stuck', limit: 5 }],
    ['orders show ord_1', { do: 'show', orderId: 'ord_1' }],
    ['orders retry ord_1', { do: 'retry', orderIds: ['ord_1'] }],
    ['orders retry ord_1 ord_2 --by Ana', { do: 'retry', orderIds: ['ord_1', 'ord_2'], by: 'Ana' }],
    ['orders retry --all', { do: 'retry', orderIds: 'all' }],
    ['withdrawals pending --limit 5', { do: 'pending', limit: 5 }],
    ['withdrawals retry wdr_1 --by Ana', { do: 'retryWithdrawal', withdrawalId: 'wdr_1', by: 'Ana' }],
    ['audit log --withdrawal wdr_1', { do: 'log', limit: 20, withdrawalId: 'wdr_1' }],
    ['audit log', { do: 'log', limit: 20 }],
    ['audit log --order ord_1', { do: 'log', limit: 20, orderId: 'ord_1' }],
  ])('"%s" is understood', (line, request) => {
    expect(read(line).request).toEqual(request)
  })

  it('names who and why where that is written down', () => {
    const signature = { by: 'Ana', reason: 'Down' }
    expect(read('orders abort ord_1', ...SIGNED).request).toEqual({ do: 'abort', orderId: 'ord_1', signature })
    const givenUp = { do: 'giveUp', withdrawalId: 'wdr_1', signature }
    expect(read('withdrawals give-up wdr_1', ...SIGNED).request).toEqual(givenUp)
    expect(read('orders resolve ord_1 --transaction', HASH, ...SIGNED).request).toMatchObject({
      hash: HASH.toLowerCase(),
    })
    const extension = read('orders extend ord_1 --deadline review --until 2027-01-31T13:00:00+01:00', ...SIGNED)
    expect(extension.request).toMatchObject({ deadline: 'review', until: '2027-01-31T12:00:00.000Z' })
  })

  it.each([
    ['orders', 'There is no command "orders"'],
    ['orders dance', 'There is no command "orders dance"'],
    ['orders show', 'needs the id of an order'],
    ['orders show usr_1', 'is not the id of an order'],
    ['orders show ord_1 ord_2', 'takes one order'],
    ['withdrawals retry', 'needs the id of a withdrawal'],
    ['withdrawals give-up ord_1', 'is not the id of a withdrawal'],
    ['withdrawals give-up wdr_1', 'Say who does this and why'],
    ['orders show ord_1 --all', 'takes no --all'],
    ['orders stuck --by Ana', 'takes no --by'],
    ['orders stuck --limit 0', '--limit takes a whole number from 1 to 100'],
    ['orders stuck --colour', "Unknown option '--colour'"],
    ['orders retry', 'needs the id of an order'],
    ['orders abort ord_1', 'with --by and --reason'],
    ['orders abort ord_1 --by Ana', 'with --by and --reason'],
    ['orders resolve ord_1 --by Ana --reason x', 'with --transaction'],
    ['orders resolve ord_1 --by Ana --reason x --transaction abc', 'with --transaction'],
    ['orders extend ord_1 --by Ana --reason x --until 2027-01-31T12:00:00Z', 'with --deadline'],
    ['orders extend ord_1 --by Ana --reason x --deadline review --until 2027-01-31', 'with --until'],
    ['orders extend ord_1 --by Ana --reason x --deadline review --until 2027-01-31T12:00', 'with --until'],
  ])('"%s" is refused with a sentence and its own exit code', (line, sentence) => {
    let refused: unknown
    try {
      read(line)
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(Refused)
    expect(refused).toMatchObject({ exit: EXIT.usage, message: expect.stringContaining(sentence) })
  })
})

describe('what is shown', () => {
  it('says how long ago something was in its largest unit', () => {
    const now = Date.parse('2026-11-21T12:00:00Z')
    const ages = ['2026-11-21T11:59:18Z', '2026-11-21T11:01:00Z', '2026-11-20T13:00:00Z', '2026-11-18T11:00:00Z']
    expect(ages.map((moment) => age(moment, now))).toEqual(['42 s', '59 min', '23 h', '3 d'])
    expect(age('2026-11-21T12:00:05Z', now)).toBe('0 s')
  })

  it('breaks long lines between words and lines columns up', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(
      table(
        [
          ['a', 'long', 'x'],
          ['bbb', 'b', ''],
        ],
        '',
      ),
    ).toEqual(['a    long  x', 'bbb  b'])
  })
})
