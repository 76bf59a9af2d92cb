import { ApiError } from './apiError.ts'
import type { IndexedEscrow } from './escrowIndex.ts'
import { statusOf } from './presentEscrow.ts'

const DEFAULT_PAGE_SIZE = 8
const MAX_PAGE_SIZE = 50

const roleReaders: Readonly<Record<string, (item: IndexedEscrow) => string | undefined>> = {
  approver: ({ escrow }) => escrow.roles.approver,
  serviceProvider: ({ escrow }) => escrow.roles.serviceProvider,
  platformAddress: ({ escrow }) => escrow.roles.platform,
  releaseSigner: ({ escrow }) => escrow.roles.releaseSigner,
  disputeResolver: ({ escrow }) => escrow.roles.disputeResolver,
  receiver: ({ escrow }) => escrow.roles.receiver,
  signer: ({ signer }) => signer,
}

/** Whether `address` holds `role` in an escrow; refuses roles that do not exist. */
export function holdsRole(role: string, address: string): (item: IndexedEscrow) => boolean {
  const reader = Object.hasOwn(roleReaders, role) ? roleReaders[role] : undefined
  if (reader === undefined) throw new ApiError(400, [`role must be one of ${Object.keys(roleReaders).join(', ')}`])
  return (item) => reader(item) === address
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
  add('engagementId', ({ escrow }, value) => escrow.engagementId === value)
  add('title', ({ escrow }, value) => escrow.title.toLowerCase().includes(value.toLowerCase()))
  add('status', ({ escrow }, value) => statusOf(escrow) === value)
  add('type', (_item, value) => value === 'single-release')
  add('isActive', (_item, value) => value !== 'false')
  add('minAmount', ({ escrow }, value) => Number(escrow.amount) >= Number(value) * 1e7)
  add('maxAmount', ({ escrow }, value) => Number(escrow.amount) <= Number(value) * 1e7)
  add('startDate', ({ createdAtMs }, value) => createdAtMs >= Date.parse(value))
  add('endDate', ({ createdAtMs }, value) => createdAtMs <= Date.parse(value))
  return filters
}

function sortKeyOf(orderBy: string | null): (item: IndexedEscrow) => number {
  if (orderBy === 'amount') return ({ escrow }) => Number(escrow.amount)
  return orderBy === 'updatedAt' ? ({ updatedAtMs }) => updatedAtMs : ({ createdAtMs }) => createdAtMs
}

function numberIn(query: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new ApiError(400, [`${name} must be a whole number from ${min} to ${max}`])
}
