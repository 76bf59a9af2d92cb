import { randomBytes } from 'node:crypto'
import type { xdr } from '@stellar/stellar-sdk'
import {
  writeAddress,
  writeAmountsByAddress,
  writeBytes,
  writeI128,
  writeSymbol,
  writeU32,
  writeVec,
} from '../contracts/escrow/writeValue.ts'
import { toStroops } from './amounts.ts'
import { ApiError } from './apiError.ts'
import type { approveBody, Body, distributeBody, fundBody } from './bodies.ts'
import { DEPLOY_FUNCTIONS, type Invocation } from './invocation.ts'
import type { TrustlessWorkOptions } from './settings.ts'
import { type EscrowKind, encodeStored, type StoredEscrow } from './storedEscrow.ts'

/** A new contract per call: the salt is random, so that repeating a build never meets an earlier contract. */
export function deployCall(options: TrustlessWorkOptions, signer: string, stored: StoredEscrow): Invocation {
  const { kind } = stored
  const wasmHash = kind === 'single' ? options.escrowWasmHash : options.multiEscrowWasmHash
  return {
    source: signer,
    kind,
    contractId: options.factoryContractId,
    functionName: DEPLOY_FUNCTIONS[kind],
    args: [
      writeAddress(signer),
      writeBytes(Buffer.from(wasmHash, 'hex')),
      writeBytes(randomBytes(32)),
      writeSymbol('initialize_escrow'),
      writeVec([encodeStored(stored)]),
      writeVec([]),
    ],
  }
}

/** The contract wants to be told the state it is in: a change between build and submission makes the call fail. */
export function fundCall(kind: EscrowKind, body: Body<typeof fundBody>, stored: StoredEscrow): Invocation {
  return {
    source: body.signer,
    kind,
    contractId: body.contractId,
    functionName: 'fund_escrow',
    args: [writeAddress(body.signer), encodeStored(stored), writeI128(toStroops(body.amount, 'amount'))],
  }
}

export function approveCall(kind: EscrowKind, body: Body<typeof approveBody>): Invocation {
  return {
    source: body.approver,
    kind,
    contractId: body.contractId,
    functionName: 'approve_milestone',
    args: [writeU32(Number(body.milestoneIndex)), writeAddress(body.approver)],
  }
}

export function updateCall(signer: string, contractId: string, proposed: StoredEscrow): Invocation {
  return {
    source: signer,
    kind: proposed.kind,
    contractId,
    functionName: 'update_escrow',
    args: [writeAddress(signer), encodeStored(proposed)],
  }
}

/** The fee address as an argument: the `develop` build is told it with every call that pays. */
export function feeArgument({ lineage, protocolFeeAddress }: TrustlessWorkOptions): readonly xdr.ScVal[] {
  return lineage === 'develop' ? [writeAddress(protocolFeeAddress)] : []
}

/** The contract keeps shares by address: two for the same one would silently become one. */
export function sharesArgument(distributions: Body<typeof distributeBody>['distributions']): xdr.ScVal {
  const addresses = distributions.map((share) => share.address)
  if (new Set(addresses).size !== addresses.length) {
    throw new ApiError(400, ['distributions must not name an address twice'])
  }
  return writeAmountsByAddress(
    distributions.map(({ address, amount }, index) => ({
      address,
      amount: toStroops(amount, `distributions.${index}.amount`),
    })),
  )
}
