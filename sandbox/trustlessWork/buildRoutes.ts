import express, { type Router } from 'express'
import type { z } from 'zod'
import type { EscrowFunction } from '../faults/functions.ts'
import { parseSentinels } from '../faults/sentinel.ts'
import { answerBuild, type BuildAnswer } from './answerBuild.ts'
import { ApiError } from './apiError.ts'
import * as bodies from './bodies.ts'
import { type Chain, ESCROW_NOT_FOUND } from './chain.ts'
import { multiEscrow, singleEscrow } from './escrowFromProperties.ts'
import type { EscrowIndex } from './escrowIndex.ts'
import type { Invocation } from './invocation.ts'
import * as multi from './multiCalls.ts'
import { currentSettings, type TrustlessWorkOptions } from './settings.ts'
import { approveCall, deployCall, fundCall, updateCall } from './sharedCalls.ts'
import * as single from './singleCalls.ts'
import type { EscrowKind, StoredEscrow } from './storedEscrow.ts'

type Route = <T extends Described>(
  method: 'post' | 'put',
  path: string,
  functionName: EscrowFunction,
  schema: z.ZodType<T>,
  toInvocation: (body: T) => Invocation | Promise<Invocation>,
) => void

type StoredOf = (kind: EscrowKind, contractId: string) => Promise<StoredEscrow>

/** The routes that answer with an unsigned transaction. They change nothing: repeating one is harmless. */
export function createBuildRoutes(options: TrustlessWorkOptions, chain: Chain, index: EscrowIndex): Router {
  const router = express.Router()
  const refused = (): ApiError => new ApiError(currentSettings(options).contractErrorStatus, ESCROW_NOT_FOUND)

  const route: Route = (method, path, functionName, schema, toInvocation) => {
    router[method](path, async (request, response) => {
      const body = bodies.parseBody(schema, request.body)
      await answerBuild(response, {
        take: faultsAt(options, functionName, body),
        contractErrorStatus: currentSettings(options).contractErrorStatus,
        hangMs: options.faults?.hangMs() ?? 0,
        build: async () => {
          if (!(await isIndexed(body.contractId))) throw refused()
          return chain.build(await toInvocation(body))
        },
      })
    })
  }

  async function isIndexed(contractId: string | undefined): Promise<boolean> {
    if (contractId === undefined || !currentSettings(options).buildsAskIndexer) return true
    await index.refresh()
    return index.get(contractId) !== undefined
  }

  const storedOf: StoredOf = async (kind, contractId) => {
    const stored = (await chain.readEscrows([contractId])).get(contractId)
    if (stored?.kind !== kind) throw refused()
    return stored
  }

  addSingleRoutes(route, options, storedOf)
  addMultiRoutes(route, options, storedOf)
  return router
}

function addSingleRoutes(route: Route, options: TrustlessWorkOptions, storedOf: StoredOf): void {
  const path = '/escrow/single-release'
  const stored = (properties: Parameters<typeof singleEscrow>[1]): StoredEscrow => {
    return { kind: 'single', escrow: singleEscrow(options.networkPassphrase, properties) }
  }
  route('post', '/deployer/single-release', 'deploy', bodies.deployBody, (body) =>
    deployCall(options, body.signer, stored(body)),
  )
  route('post', `${path}/fund-escrow`, 'fund_escrow', bodies.fundBody, async (body) =>
    fundCall('single', body, await storedOf('single', body.contractId)),
  )
  route(
    'post',
    `${path}/change-milestone-status`,
    'change_milestone_status',
    bodies.changeStatusBody,
    single.changeStatusCall,
  )
  route('post', `${path}/approve-milestone`, 'approve_milestone', bodies.approveBody, (body) =>
    approveCall('single', body),
  )
  route('post', `${path}/release-funds`, 'release_funds', bodies.releaseBody, (body) =>
    single.releaseCall(options, body),
  )
  route('post', `${path}/dispute-escrow`, 'dispute_escrow', bodies.disputeBody, single.disputeCall)
  route('post', `${path}/resolve-dispute`, 'resolve_dispute', bodies.distributeBody, (body) =>
    single.resolveCall(options, body),
  )
  route('put', `${path}/update-escrow`, 'update_escrow', bodies.updateBody, (body) =>
    updateCall(body.signer, body.contractId, stored(body.escrow)),
  )
}

function addMultiRoutes(route: Route, options: TrustlessWorkOptions, storedOf: StoredOf): void {
  const path = '/escrow/multi-release'
  const stored = (properties: Parameters<typeof multiEscrow>[1]): StoredEscrow => {
    return { kind: 'multi', escrow: multiEscrow(options.networkPassphrase, properties) }
  }
  route('post', '/deployer/multi-release', 'deploy', bodies.multiDeployBody, (body) =>
    deployCall(options, body.signer, stored(body)),
  )
  route('post', `${path}/fund-escrow`, 'fund_escrow', bodies.fundBody, async (body) =>
    fundCall('multi', body, await storedOf('multi', body.contractId)),
  )
  route(
    'post',
    `${path}/change-milestone-status`,
    'change_milestone_status',
    bodies.changeStatusBody,
    multi.changeStatusCall,
  )
  route('post', `${path}/approve-milestone`, 'approve_milestone', bodies.approveBody, (body) =>
    approveCall('multi', body),
  )
  route('post', `${path}/release-milestone-funds`, 'release_milestone_funds', bodies.releaseMilestoneBody, (body) =>
    multi.releaseCall(options, body),
  )
  route('post', `${path}/dispute-milestone`, 'dispute_milestone', bodies.disputeMilestoneBody, multi.disputeCall)
  route('post', `${path}/resolve-milestone-dispute`, 'resolve_milestone_dispute', bodies.resolveMilestoneBody, (body) =>
    multi.resolveCall(options, body),
  )
  route('post', `${path}/withdraw-remaining-funds`, 'withdraw_remaining_funds', bodies.distributeBody, (body) =>
    multi.withdrawCall(options, body),
  )
  route('put', `${path}/update-escrow`, 'update_escrow', bodies.multiUpdateBody, (body) =>
    updateCall(body.signer, body.contractId, stored(body.escrow)),
  )
}

type Described = { readonly contractId?: string; readonly engagementId?: string; readonly title?: string }

/** How to ask for the faults of this build. A title that wants faults which do not exist is refused. */
function faultsAt(
  { faults }: TrustlessWorkOptions,
  functionName: EscrowFunction,
  { contractId, engagementId = '', title = '' }: Described,
): BuildAnswer['take'] {
  if (faults === undefined) return () => undefined
  const { problems } = parseSentinels(title)
  if (problems.length > 0) throw new ApiError(400, problems)
  const call = { functionName, ...(contractId === undefined ? { engagementId, title } : { contractId }) }
  return (possible) => faults.build(call, possible)
}
