import { codeOfClass } from '../errorClass.ts'
import { table, writtenFrom } from '../markdown.ts'
import { type Declaration, type Member, readDeclarations } from './declarations.ts'
import { describeMember, readable, readDoc } from './signatures.ts'

const CLIENT = 'OfferHubSDK'
/** Types that callers write themselves, in the order in which they are met. */
const OPTIONS = [
  'RetryOptions',
  'RequestOptions',
  'WriteOptions',
  'CommandOptions',
  'WaitOptions',
  'CompletionOptions',
  'FeedOptions',
  'SubscribeOptions',
  'TicketOptions',
  'EventQuery',
  'WebhookDelivery',
] as const
const FUNCTIONS = ['allowedActions', 'isApiError', 'subscribeWithTicket', 'verifyWebhook'] as const

const INTRODUCTION = `\`@offerhub/sdk\` runs on Node 20.19 and newer, in browsers and at the edge. It is ESM with types; CommonJS programs on such a
Node can \`require\` it.

\`\`\`ts
import { OfferHubSDK } from '@offerhub/sdk'

const sdk = new OfferHubSDK({ apiUrl: 'http://localhost:4000', apiKey: 'ohk_test_...' })
const { network } = await sdk.config()
console.log(network)
\`\`\`

Every write carries an Idempotency-Key. What passes by itself (a broken connection, a time-out, a rate limit, a server that
restarts) is repeated with the same key, so it is safe. A refusal is an error of its code's class.
A method takes and returns the objects of the [API reference](api.md#objects); their types have the same names.`

/** The reference of the SDK, from the docstrings of its sources. */
export async function renderSdkPage(): Promise<string> {
  const declarations = await readDeclarations()
  const need = (name: string) => needed(declarations, name)
  const client = need(CLIENT)
  const groups = client.members.filter(({ text }) => text.startsWith('readonly '))
  const methods = client.members.filter(({ text }) => /^\w+\(/.test(text) && !text.startsWith('constructor'))
  return [
    '# SDK reference',
    '',
    writtenFrom('the docstrings of sdk/src'),
    '',
    INTRODUCTION,
    '',
    '## The client',
    '',
    '`new OfferHubSDK(options)` takes:',
    '',
    ...fields(need('OfferHubOptions')),
    ...methods.flatMap((method) => describeMember('sdk.', method, '###')),
    ...groups.flatMap((group) => describeGroup(group, declarations, 'sdk.', '##')),
    '## Functions',
    '',
    ...FUNCTIONS.flatMap((name) => describeFunction(need(name))),
    ...describeConstant(
      need('can'),
      '`can.reserve(order)`, `can.release(order)` and so on: one for every command of an order.',
    ),
    ...describeConstant(need('money')),
    '## Options',
    '',
    ...OPTIONS.flatMap((name) => describeOptions(need(name))),
    '## Errors',
    '',
    'Each code of the [catalogue](errors.md) has a class of its own, below `OfferHubApiError`. These are the others:',
    '',
    ...ownErrors(declarations).flatMap(describeError),
  ].join('\n')
}

function needed(declarations: Map<string, Declaration>, name: string): Declaration {
  const found = declarations.get(name)
  if (found === undefined) throw new Error(`The SDK declares no ${name}: correct the list of what its reference shows.`)
  return found
}

/** A member of the client with its methods, and what it has within itself. */
function describeGroup(member: Member, declarations: Map<string, Declaration>, owner: string, level: string): string[] {
  const [, name = '', type = ''] = /^readonly (\w+): (\w+)$/.exec(member.text) ?? []
  const group = needed(declarations, type)
  const path = `${owner}${name}`
  const inner = group.members.filter(
    ({ text }) => /^readonly \w+: [A-Z]\w+$/.test(text) && declarations.get(typeIn(text))?.kind === 'class',
  )
  const methods = group.members.filter(({ text }) => /^\w+[<(]/.test(text) && !text.startsWith('constructor'))
  return [
    `${level} ${path}`,
    '',
    readDoc(group.doc || member.doc).words,
    '',
    ...methods.flatMap((method) => describeMember(`${path}.`, method, '###')),
    ...inner.flatMap((one) => describeGroup(one, declarations, `${path}.`, level)),
  ]
}

const typeIn = (text: string) => /: (\w+)$/.exec(text)?.[1] ?? ''

function fields({ members }: Declaration): string[] {
  const rows = members.map(({ doc, text }) => {
    const [, name = '', type = ''] = /^(\w+\??)(?:\(\))?:? ?(.*)$/.exec(readable(text)) ?? []
    return [`\`${name}\``, `\`${type.replace(/ \| undefined$/, '')}\``, doc]
  })
  return rows.length === 0 ? [] : [...table(['field', 'type', 'meaning'], rows), '']
}

function describeOptions(declaration: Declaration): string[] {
  const base = /= (?:Omit<)?(\w+)\b.*& \{$/.exec(declaration.text)?.[1]
  const more = base === undefined ? [] : [`All of \`${base}\`, and:`, '']
  return [
    `### ${declaration.name}`,
    '',
    ...(declaration.doc === '' ? [] : [declaration.doc, '']),
    ...more,
    ...fields(declaration),
  ]
}

function describeFunction({ doc, text }: Declaration): string[] {
  return describeMember('', { doc, text: text.replace(/^export declare function /, '').replace(/;$/, '') }, '###')
}

function describeConstant({ name, doc, members }: Declaration, instead?: string): string[] {
  const said = [`### ${name}`, '', doc, '']
  return instead === undefined ? [...said, ...fields({ members } as Declaration)] : [...said, instead, '']
}

/** The classes of errors that stand for no code. */
function ownErrors(declarations: Map<string, Declaration>): Declaration[] {
  const all = [...declarations.values()].filter(({ kind, name }) => kind === 'class' && name.endsWith('Error'))
  return all.filter(({ name }) => codeOfClass(name) === undefined)
}

function describeError(declaration: Declaration): string[] {
  const members = declaration.members.filter(({ text }) => !/^(constructor|readonly name\b|#)/.test(text))
  return [`### ${declaration.name}`, '', declaration.doc, '', ...fields({ ...declaration, members })]
}
