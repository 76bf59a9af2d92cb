import { ApiError } from './apiError.ts'
import type { IndexedEscrow } from './escrowIndex.ts'
import { statusOf } from './presentEscrow.ts'
import { totalStroops } from './storedEscrow.ts'

const DEFAULT_PAGE_SIZE = 8
const MAX_PAGE_SIZE = 50

type RoleTest = (item: IndexedEscrow, address: string) => boolean

const roleTests: Readonly<Record<string, RoleTest>> = {
  approver: ({ stored }, address) => stored.escrow.roles.approver === address,
  serviceProvider: ({ stored }, address) => stored.escrow.roles.serviceProvider === address,
  platformAddress: ({ stored }, address) => stored.escrow.roles.platform === address,
  releaseSigner: ({ stored }, address) => stored.escrow.roles.releaseSigner === address,
  disputeResolver: ({ stored }, address) => stored.escrow.roles.disputeResolver === address,
  receiver: ({ stored }, address) =>
    stored.kind === 'single'
      ? stored.escrow.roles.receiver === address
      : stored.escrow.milestones.some(({ receiver }) => receiver === address),
  signer: ({ signer }, address) => signer === address,
}

/** Whether `address` holds `role` in an escrow; refuses roles that do not exist. */
export function holdsRole(role: string, address: string): (item: IndexedEscrow) => boolean {
  const test = Object.hasOwn(roleTests, role) ? roleTests[role] : undefined
  if (test === undefined) throw new ApiError(400, [`role must be one of ${Object.keys(roleTests).join(', ')}`])
  return (item) => test(item, address)
}

/** Filters, sorts and pages like the vendor's list endpoints; gives the contract ids of one page. */
export function pageOf(items: readonly IndexedEscrow[], query: URLSearchParams): readonly string[] {
  const page = numberIn(query, 'page', 1, 1_000_000) ?? 1
  const pageSize = numberIn(query, 'pageSize', 1, MAX_PAGE_SIZE) ?? DEFAULT_PAGE_SIZE
  const filters = filtersOf(query)
  const direction = query.get('orderDirection') === 'asc' ? 1 : -1
  const sortKey = sortKeyOf(query.get('orderBy'))
  return items
    .filter((item) => filters.every((accepts) => accepts(item)))
    .sort((a, b) => direction * (sortKey(a) - sortKey(b)))
    .slice((page - 1) * pageSize, page * pageSize)
    .map((item) => item.contractId)
}

type Filter = (item: IndexedEscrow) => boolean

function filtersOf(query: URLSearchParams): readonly Filter[] {
  const filters: Filter[] = []
  const add = (name: string, accepts: (item: IndexedEscrow, value: string) => boolean) => {
    const value = query.get(name)
    if (value !== null) filters.push((item) => accepts(item, value))
  }
  add('engagementId', ({ stored }, value) => stored.escrow.engagementId === value)
  add('title', ({ stored }, value) => stored.escrow.title.toLowerCase().includes(value.toLowerCase()))
  add('status', ({ stored }, value) => stored.kind === 'single' && statusOf(stored.escrow) === value)
  add('type', ({ stored }, value) => `${stored.kind}-release` === value)
  add('isActive', (_item, value) => value !== 'false')
  add('minAmount', ({ stored }, value) => Number(totalStroops(stored)) >= Number(value) * 1e7)
  add('maxAmount', ({ stored }, value) => Number(totalStroops(stored)) <= Number(value) * 1e7)
  add('startDate', ({ createdAtMs }, value) => createdAtMs >= Date.parse(value))
  add('endDate', ({ createdAtMs }, value) => createdAtMs <= Date.parse(value))
  return filters
}

function sortKeyOf(orderBy: string | null): (item: IndexedEscrow) => number {
  if (orderBy === 'amount') return ({ stored }) => Number(totalStroops(stored))
  return orderBy === 'updatedAt' ? ({ updatedAtMs }) => updatedAtMs : ({ createdAtMs }) => createdAtMs
}

function numberIn(query: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new ApiError(400, [`${name} must be a whole number from ${min} to ${max}`])
}
