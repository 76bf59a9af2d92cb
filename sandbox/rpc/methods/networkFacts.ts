import { BASE_FEE_STROOPS, PROTOCOL_VERSION } from '../../ledger/constants.ts'
import { closeMeta } from '../../ledger/header.ts'
import { xdrText } from '../../xdr/encode.ts'
import { ledgerRange } from '../ledgerRange.ts'
import type { RpcContext } from '../method.ts'

export function getHealth(context: RpcContext): unknown {
  const { oldest, latest, latestCloseTimeSeconds } = ledgerRange(context)
  return {
    status: 'healthy',
    latestLedger: latest,
    latestLedgerCloseTime: String(latestCloseTimeSeconds),
    oldestLedger: oldest,
    ledgerRetentionWindow: latest - oldest + 1,
  }
}

export function getNetwork({ chain, friendbotUrl }: RpcContext): unknown {
  return { passphrase: chain.network.passphrase, protocolVersion: PROTOCOL_VERSION, friendbotUrl }
}

export function getLatestLedger({ chain }: RpcContext): unknown {
  const { hashHex, sequence, closeTimeSeconds, headerXdr } = chain.head()
  return {
    id: hashHex,
    sequence,
    protocolVersion: PROTOCOL_VERSION,
    closeTime: String(closeTimeSeconds),
    headerXdr: Buffer.from(headerXdr).toString('base64'),
    metadataXdr: xdrText(closeMeta(headerXdr)),
  }
}

export function getVersionInfo(): unknown {
  const commitHash = '0'.repeat(40)
  const buildTimestamp = '1970-01-01T00:00:00Z'
  return {
    version: 'offer-hub-sandbox',
    commitHash,
    buildTimestamp,
    captiveCoreVersion: 'offer-hub-sandbox',
    protocolVersion: PROTOCOL_VERSION,
    commit_hash: commitHash,
    build_timestamp: buildTimestamp,
    captive_core_version: 'offer-hub-sandbox',
    protocol_version: PROTOCOL_VERSION,
  }
}

/** Everybody pays the same, so every percentile is the minimum, which is the base fee unless a surge is set. */
export function getFeeStats({ chain, settings }: RpcContext): unknown {
  const fee = (BASE_FEE_STROOPS * BigInt(settings().feeSurgeFactor)).toString()
  const levels = ['max', 'min', 'mode', 'p10', 'p20', 'p30', 'p40', 'p50', 'p60', 'p70', 'p80', 'p90', 'p95', 'p99']
  const distribution = {
    ...Object.fromEntries(levels.map((level) => [level, fee])),
    transactionCount: '0',
    ledgerCount: 1,
  }
  return { sorobanInclusionFee: distribution, inclusionFee: distribution, latestLedger: chain.head().sequence }
}
