import { xdr } from '@stellar/stellar-sdk'
import { MAX_INT64 } from './constants.ts'

const MAX_DEPTH = 4

/** Whether a condition can be stored: complete, not nested too deeply, and without negative times. */
export function isWellFormed(predicate: xdr.ClaimPredicate, depth = 1): boolean {
  if (depth > MAX_DEPTH) return false
  switch (predicate.type) {
    case 'claimPredicateUnconditional':
      return true
    case 'claimPredicateAnd':
      return isWellFormedPair(predicate.andPredicates, depth)
    case 'claimPredicateOr':
      return isWellFormedPair(predicate.orPredicates, depth)
    case 'claimPredicateNot':
      return predicate.notPredicate !== null && isWellFormed(predicate.notPredicate, depth + 1)
    case 'claimPredicateBeforeAbsoluteTime':
      return predicate.absBefore >= 0n
    case 'claimPredicateBeforeRelativeTime':
      return predicate.relBefore >= 0n
  }
}

function isWellFormedPair(predicates: readonly xdr.ClaimPredicate[], depth: number): boolean {
  return predicates.length === 2 && predicates.every((predicate) => isWellFormed(predicate, depth + 1))
}

/** The condition as it is stored: times counted from the creation become points in time. */
export function withAbsoluteTimes(predicate: xdr.ClaimPredicate, createdAtSeconds: bigint): xdr.ClaimPredicate {
  const inside = (inner: xdr.ClaimPredicate): xdr.ClaimPredicate => withAbsoluteTimes(inner, createdAtSeconds)
  switch (predicate.type) {
    case 'claimPredicateAnd':
      return xdr.ClaimPredicate.claimPredicateAnd(predicate.andPredicates.map(inside))
    case 'claimPredicateOr':
      return xdr.ClaimPredicate.claimPredicateOr(predicate.orPredicates.map(inside))
    case 'claimPredicateNot':
      return xdr.ClaimPredicate.claimPredicateNot(
        predicate.notPredicate === null ? null : inside(predicate.notPredicate),
      )
    case 'claimPredicateBeforeRelativeTime': {
      const { relBefore } = predicate
      const until = createdAtSeconds > MAX_INT64 - relBefore ? MAX_INT64 : createdAtSeconds + relBefore
      return xdr.ClaimPredicate.claimPredicateBeforeAbsoluteTime(until)
    }
    default:
      return predicate
  }
}

/** Whether a stored condition holds at a close time. */
export function isFulfilled(predicate: xdr.ClaimPredicate, closeTimeSeconds: bigint): boolean {
  switch (predicate.type) {
    case 'claimPredicateUnconditional':
      return true
    case 'claimPredicateAnd':
      return predicate.andPredicates.every((inner) => isFulfilled(inner, closeTimeSeconds))
    case 'claimPredicateOr':
      return predicate.orPredicates.some((inner) => isFulfilled(inner, closeTimeSeconds))
    case 'claimPredicateNot':
      return predicate.notPredicate === null || !isFulfilled(predicate.notPredicate, closeTimeSeconds)
    case 'claimPredicateBeforeAbsoluteTime':
      return predicate.absBefore > closeTimeSeconds
    case 'claimPredicateBeforeRelativeTime':
      throw new Error('A stored claimable balance holds points in time only')
  }
}
