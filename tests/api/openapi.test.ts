import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXAMPLES, shown } from '../../api/openapi/examples.ts'
import { type Document, type Operation, operationsOf, validatorOf } from './apiDocument.ts'
import { type Harness, startApi } from './harness.ts'

let api: Harness
let document: Document
let operations: Operation[]

beforeAll(async () => {
  api = await startApi()
  document = (await api.get('/openapi.json', { key: null })).body as unknown as Document
  operations = operationsOf(document)
})

afterAll(async () => {
  await api.stop()
})

describe('the document of the API', () => {
  test('is OpenAPI 3.1, at both addresses, without a key', async () => {
    expect(document.openapi).toBe('3.1.0')
    expect((await api.get('/api/v1/openapi.json', { key: null })).body).toEqual(document)
  })

  test('names every operation once, with its scope, its refusals and a summary', () => {
    const names = operations.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('resolveDispute')
    for (const operation of operations.filter(({ path }) => path.startsWith('/api/v1'))) {
      expect(operation.summary.length).toBeGreaterThan(10)
      expect(operation.description).toMatch(/scope `(read|write|withdraw|support)`/)
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '401', '403', '429', '500', '503']),
      )
    }
  })

  test('resolves every reference that it makes', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
    expect(references.length).toBeGreaterThan(20)
    for (const [, name = ''] of references) expect(Object.keys(document.components.schemas)).toContain(name)
  })

  test('shows examples that are what its schemas say, for whoever asks for no version', () => {
    let seen = 0
    for (const { play, version } of EXAMPLES) {
      if (version !== null) continue
      for (const part of play) {
        if (!('operation' in part) || part.request.body === undefined) continue
        const operation = operations.find(({ operationId }) => operationId === part.operation)
        const schema = operation?.requestBody?.content['application/json']?.schema
        expect(validatorOf(document, schema).safeParse(shown(part.request.body)).error).toBeUndefined()
        seen += 1
      }
    }
    expect(seen).toBeGreaterThan(15)
  })

  test('has examples of every request that the public documents print, and of paying milestones', () => {
    for (const name of [
      'createOrder',
      'reserveFunds',
      'completeMilestone',
      'releaseMilestone',
      'releaseOrder',
      'refundOrder',
      'openDispute',
      'resolveDispute',
    ]) {
      const operation = operations.find(({ operationId }) => operationId === name)
      expect(Object.keys(operation?.requestBody?.content['application/json']?.examples ?? {})).not.toEqual([])
    }
  })

  test('knows what it does not: a field too many does not pass for a request', () => {
    const schema = operations.find(({ operationId }) => operationId === 'openDispute')?.requestBody
    const validator = validatorOf(document, schema?.content['application/json']?.schema)
    expect(validator.safeParse({ openedBy: 'BUYER', reason: 'OTHER' }).success).toBe(true)
    expect(validator.safeParse({ openedBy: 'BUYER', reason: 'OTHER', colour: 1 }).success).toBe(false)
    expect(validator.safeParse({ openedBy: 'BUYER' }).success).toBe(false)
  })
})

test('the page of the reference can be read without internet and names every operation', async () => {
  const page = await fetch(`${api.url}/docs`)
  const html = await page.text()
  expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8'])
  for (const { path, summary } of operations) {
    expect(html).toContain(path)
    expect(html).toContain(summary.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
  }
})
