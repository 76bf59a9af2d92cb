import { describe, expect, it } from 'vitest'
import { RpcError } from '../../chain/rpc/errors.ts'
import { judge } from '../../chain/step/judge.ts'
import { TrustlessWorkError } from '../../chain/trustlessWork/errors.ts'
import { advise } from '../../domain/operations/advise.ts'
import { describeStuck } from '../../domain/operations/describeStuck.ts'
import { readOperatorCommand, readRetryRequest } from '../../domain/operations/readOperatorCommand.ts'
import { STUCK_KINDS, type StuckKindName } from '../../domain/operations/stuckKinds.ts'

const HASH = 'ab'.repeat(32)
const vendor = (failure: ConstructorParameters<typeof TrustlessWorkError>[1]) =>
  new TrustlessWorkError('fund', failure, 'their words').message
const unprovable = judge({ source: 'lookup', status: 'NOT_FOUND', life: 'unprovable' }).reason
const refusedCode = (code: 'txInsufficientBalance' | 'txBadAuth' | 'txNoAccount' | 'txMalformed') =>
  judge({ source: 'send', status: 'ERROR', result: { code, failedOperation: null } }).reason
const looked = (reason: string) => `The fund transaction ${HASH} of GABC needs somebody to look at it: ${reason}.`

/** Sentences as the program says them, by the kind that they are to be told by. */
const SAID: Readonly<Record<StuckKindName, readonly string[]>> = {
  doneElsewhere: [
    'The escrow CA is already released, but not by a transaction of this step. Find the transaction that did it. (x)',
  ],
  forgotten: [looked(unprovable)],
  notWanted: [
    'The fund step ord_1:fund was not signed: the order is CLOSED. Find out who asked for it before it is tried again.',
  ],
  tampered: [
    'The transaction that Trustless Work built for the fund step was not signed: the argument amount is not what was asked for. Find out why before retrying.',
  ],
  badWalletKey: [
    "The key kept for wallet GABC is another wallet's",
    'The key of wallet GABC is not to be had: it is sealed with a key that is not configured',
  ],
  missingKey: [
    'Only GABC can sign this release step, and its key is not configured; put it back.',
    looked(refusedCode('txBadAuth')),
  ],
  vendorKey: [`${vendor('no_access')}. Check the API key.`],
  throttled: [vendor('throttled')],
  vendorAway: [
    vendor('unavailable'),
    vendor('not_visible_yet'),
    '5 builds of the fund step could not be used: it has expired',
    'The deployment cannot be renewed: it has expired',
  ],
  dust: [
    'The escrow CA holds 0.0000003 USDC more than is to be paid out of it, which somebody sent there. Send 1 USDC to it.',
  ],
  tooLittleUsdc: ['The wallet GABC holds 1 stroops of the 2 that the escrow needs; top it up. (x)'],
  tooLittleXlm: [
    looked(refusedCode('txInsufficientBalance')),
    looked(refusedCode('txNoAccount')),
    'The account GABC does not exist; create and fund it.',
  ],
  feeCap: [
    'The transaction costs 3 stroops of XLM, over the cap of 2. Raise the cap or wait for lower fees.',
    'The network wants more than the 2 stroops of XLM that the fund transaction offered, and the cap is 2. Raise the cap.',
  ],
  walletNotReady: ['The wallet of the buyer usr_1 is still being created on Stellar.'],
  noWorker: ['no worker reported back in time. Check that a worker is running.'],
  unknownFate: [
    `The fate of transaction ${HASH} is not known after 60000 ms of watching. The network's last word: x.`,
    '3 transactions of the fund step died in a row: The transaction expired without being applied',
  ],
  rpcAway: [new RpcError('getTransaction', 'unreachable', 'connection refused').message],
  refusedByContract: [
    vendor('refused'),
    `The fund transaction ${HASH} failed: error 4.`,
    'The escrow CA holds 3 stroops, fewer than the 4 that are to be paid out of it.',
  ],
  askHuman: [looked(refusedCode('txMalformed'))],
  other: ['something that nobody has thought of'],
}

describe('a sentence of a stuck order', () => {
  const cases = Object.entries(SAID).flatMap(([kind, sentences]) => sentences.map((sentence) => ({ kind, sentence })))

  it.each(cases)('is known as $kind: $sentence', ({ kind, sentence }) => {
    const known = STUCK_KINDS[kind as StuckKindName]
    expect(advise(`Buyer: approve the work (2 of 3): ${sentence}`)).toEqual({
      kind,
      title: known.title,
      step: 'Buyer: approve the work (2 of 3)',
      reason: sentence,
      advice: known.advice,
    })
  })

  it('that names no step is read as a whole', () => {
    expect(advise('Just so: no')).toMatchObject({ step: null, reason: 'Just so: no' })
  })

  it('of a milestone or a renewal names its step too', () => {
    const milestone = 'Milestone "a: (1 of 2)": release its USDC to the seller (2 of 2)'
    expect(advise(`${milestone}: ${vendor('throttled')}`)).toMatchObject({ kind: 'throttled' })
    const renewal = 'Platform: extend the life of the contract on Stellar (renewal 3)'
    expect(advise(`${renewal}: no`)).toMatchObject({ step: renewal, reason: 'no' })
  })

  it('is shown with what to do before anything else', () => {
    const lines = describeStuck(`Buyer: approve the work (2 of 3): ${vendor('throttled')}`).join('\n')
    expect(lines).toContain(STUCK_KINDS.throttled.title)
    expect(lines).toContain('Buyer: approve the work (2 of 3)')
    expect(lines).toContain(STUCK_KINDS.throttled.advice)
    expect(lines).toContain('`retryNow`')
  })
})

describe('what is typed into a signal by hand', () => {
  const signed = { by: 'Ana', reason: 'The vendor is down' }
  const read = (kind: Parameters<typeof readOperatorCommand>[0], input: unknown) =>
    readOperatorCommand(kind, input, 'cmd_fallback')

  it('is a command with the id that it names, or another', () => {
    expect(read('abort', signed)).toEqual({ ok: true, value: { kind: 'abort', commandId: 'cmd_fallback', ...signed } })
    expect(read('abort', { ...signed, commandId: 'cmd_1', actor: 'SUPPORT' })).toMatchObject({
      value: { commandId: 'cmd_1' },
    })
    expect(read('resolveManually', { ...signed, transactionHash: HASH.toUpperCase() })).toMatchObject({
      value: { transactionHash: HASH },
    })
    const extension = { ...signed, deadline: 'review', until: '2027-01-31T13:00:00+01:00', ref: 'design' }
    expect(read('extendDeadline', extension)).toMatchObject({
      value: { deadline: 'review', until: '2027-01-31T12:00:00.000Z', ref: 'design' },
    })
  })

  const WRONG: readonly [Parameters<typeof readOperatorCommand>[0], unknown, string][] = [
    ['abort', undefined, 'by must say'],
    ['abort', null, 'by must say'],
    ['abort', 'please', 'by must say'],
    ['abort', {}, 'by must say'],
    ['abort', { ...signed, by: 5 }, 'by must say'],
    ['abort', { ...signed, by: 'a\u0000' }, 'by must say'],
    ['abort', { ...signed, reason: ' ' }, 'reason must say'],
    ['abort', { ...signed, reason: 'x'.repeat(1_001) }, 'reason must say'],
    ['abort', { ...signed, commandId: 'anything' }, 'commandId must look like'],
    ['abort', { ...signed, commandId: 7 }, 'commandId must look like'],
    ['resolveManually', signed, 'transactionHash must be'],
    ['resolveManually', { ...signed, transactionHash: 'ab' }, 'transactionHash must be'],
    ['extendDeadline', signed, 'deadline must be'],
    ['extendDeadline', { ...signed, deadline: 'review' }, 'until must be'],
    ['extendDeadline', { ...signed, deadline: 'review', until: 'tomorrow' }, 'until must be'],
    ['extendDeadline', { ...signed, deadline: 'review', until: '2027-01-31T12:00:00Z', ref: 1 }, 'ref must name'],
  ]

  it.each(WRONG)('is refused with a sentence: %s %j', (kind, input, problem) => {
    expect(read(kind, input)).toEqual({ ok: false, problem: expect.stringContaining(problem) })
  })

  it('is a retry whatever it is', () => {
    expect(readRetryRequest(undefined)).toEqual({})
    expect(readRetryRequest('now')).toEqual({})
    expect(readRetryRequest({ by: 5, reason: 'mended' })).toEqual({ reason: 'mended' })
  })
})
