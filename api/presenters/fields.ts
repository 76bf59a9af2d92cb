import { z } from 'zod'
import { ID_PREFIX, type IdKind } from '../../domain/ids.ts'

/** Types of what answers hold. The document of the API is made from them, and tests hold answers to them. */

export const moment = z.iso.datetime().meta({ description: 'A moment in UTC.', example: '2026-02-25T12:00:00.000Z' })

export const money = z
  .string()
  .regex(/^\d+\.\d{2}$/)
  .meta({ description: 'An amount in units of the currency, with two decimals, rounded down.', example: '50.00' })

export const exactMoney = z
  .string()
  .regex(/^-?\d+\.\d{7}$/)
  .meta({ description: 'An amount to the stroop, with seven decimals.', example: '50.0000000' })

const EXAMPLE_TAIL = '01kj9zq3x8e4v5w6y7a8b9c0d1'

export function idOf(kind: IdKind) {
  return z
    .string()
    .regex(new RegExp(`^${ID_PREFIX[kind]}_[0-9a-z]{1,64}$`))
    .meta({ example: `${ID_PREFIX[kind]}_${EXAMPLE_TAIL}` })
}

export const currency = z.literal('USD')
export const count = z.int().min(0)
