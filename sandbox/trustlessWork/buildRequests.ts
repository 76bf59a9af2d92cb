import { randomBytes } from 'node:crypto'
import { Asset } from '@stellar/stellar-sdk'
import type { z } from 'zod'
import { encodeEscrow } from '../contracts/singleRelease/encodeEscrow.ts'
import type { Escrow } from '../contracts/singleRelease/escrow.ts'
import {
  writeAddress,
  writeAmountsByAddress,
  writeBytes,
  writeI128,
  writeSymbol,
  writeText,
  writeU32,
  writeVec,
  writeVoid,
} from '../contracts/singleRelease/writeValue.ts'
import { percentToBps, toStroops } from './amounts.ts'
import { ApiError } from './apiError.ts'
import type * as bodies from './bodies.ts'
import { DEPLOY_FUNCTION, type Invocation } from './chain.ts'
import type { TrustlessWorkOptions } from './settings.ts'

type Body<Schema extends z.ZodType> = z.infer<Schema>

/** A new contract per call: the salt is random, so that repeating a build never meets an earlier contract. */
export function deployInvocation(options: TrustlessWorkOptions, body: Body<typeof bodies.deployBody>): Invocation {
  return {
    source: body.signer,
    contractId: options.factoryContractId,
    functionName: DEPLOY_FUNCTION,
    args: [
      writeAddress(body.signer),
      writeBytes(Buffer.from(options.escrowWasmHash, 'hex')),
      writeBytes(randomBytes(32)),
      writeSymbol('initialize_escrow'),
      writeVec([encodeEscrow(escrowFromProperties(options, body))]),
      writeVec([]),
    ],
  }
}

export function fundInvocation(body: Body<typeof bodies.fundBody>, stored: Escrow): Invocation {
  return {
    source: body.signer,
    contractId: body.contractId,
    functionName: 'fund_escrow',
    args: [writeAddress(body.signer), encodeEscrow(stored), writeI128(toStroops(body.amount, 'amount'))],
  }
}

export function changeStatusInvocation(body: Body<typeof bodies.changeStatusBody>): Invocation {
  const evidence = body.newEvidence === undefined ? writeVoid() : writeText(body.newEvidence)
  return {
    source: body.serviceProvider,
    contractId: body.contractId,
    functionName: 'change_milestone_status',
    args: [
      writeU32(Number(body.milestoneIndex)),
      writeText(body.newStatus),
      evidence,
      writeAddress(body.serviceProvider),
    ],
  }
}

export function approveInvocation(body: Body<typeof bodies.approveBody>): Invocation {
  return {
    source: body.approver,
    contractId: body.contractId,
    functionName: 'approve_milestone',
    args: [writeU32(Number(body.milestoneIndex)), writeAddress(body.approver)],
  }
}

export function releaseInvocation(body: Body<typeof bodies.releaseBody>): Invocation {
  const { releaseSigner: source, contractId } = body
  return { source, contractId, functionName: 'release_funds', args: [writeAddress(source)] }
}

export function disputeInvocation(body: Body<typeof bodies.disputeBody>): Invocation {
  const { signer: source, contractId } = body
  return { source, contractId, functionName: 'dispute_escrow', args: [writeAddress(source)] }
}

export function resolveInvocation(body: Body<typeof bodies.resolveBody>): Invocation {
  const addresses = body.distributions.map((share) => share.address)
  if (new Set(addresses).size !== addresses.length) {
    throw new ApiError(400, ['distributions must not name an address twice'])
  }
  const shares = body.distributions.map(({ address, amount }, index) => ({
    address,
    amount: toStroops(amount, `distributions.${index}.amount`),
  }))
  return {
    source: body.disputeResolver,
    contractId: body.contractId,
    functionName: 'resolve_dispute',
    args: [writeAddress(body.disputeResolver), writeAmountsByAddress(shares)],
  }
}

export function updateInvocation(options: TrustlessWorkOptions, body: Body<typeof bodies.updateBody>): Invocation {
  return {
    source: body.signer,
    contractId: body.contractId,
    functionName: 'update_escrow',
    args: [writeAddress(body.signer), encodeEscrow(escrowFromProperties(options, body.escrow))],
  }
}

function escrowFromProperties(options: TrustlessWorkOptions, properties: bodies.EscrowProperties): Escrow {
  const { roles, flags, trustline } = properties
  return {
    amount: toStroops(properties.amount, 'amount'),
    description: properties.description,
    engagementId: properties.engagementId,
    flags: {
      disputed: flags?.disputed ?? false,
      released: flags?.released ?? false,
      resolved: flags?.resolved ?? false,
    },
    milestones: properties.milestones.map((milestone) => ({
      approved: milestone.approved ?? false,
      description: milestone.description,
      evidence: milestone.evidence ?? '',
      status: milestone.status ?? 'pending',
    })),
    platformFeeBps: percentToBps(properties.platformFee, 'platformFee'),
    receiverMemo: properties.receiverMemo ?? 0,
    roles: {
      approver: roles.approver,
      disputeResolver: roles.disputeResolver,
      platform: roles.platformAddress,
      receiver: roles.receiver,
      releaseSigner: roles.releaseSigner,
      serviceProvider: roles.serviceProvider,
    },
    title: properties.title,
    tokenId: assetContractId(options, trustline),
  }
}

function assetContractId(options: TrustlessWorkOptions, trustline: { symbol: string; address: string }): string {
  try {
    return new Asset(trustline.symbol, trustline.address).contractId(options.networkPassphrase)
  } catch {
    throw new ApiError(400, ['trustline.symbol must be an asset code of 1 to 12 letters and digits'])
  }
}
