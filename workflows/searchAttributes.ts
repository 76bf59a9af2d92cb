import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { SEARCH_ATTRIBUTES } from './messages.ts'

export const orderStatusKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.orderStatus, SearchAttributeType.KEYWORD)
export const orderStuckKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.orderStuck, SearchAttributeType.BOOL)
export const stuckReasonKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.stuckReason, SearchAttributeType.KEYWORD)
export const buyerIdKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.buyerId, SearchAttributeType.KEYWORD)
export const sellerIdKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.sellerId, SearchAttributeType.KEYWORD)
