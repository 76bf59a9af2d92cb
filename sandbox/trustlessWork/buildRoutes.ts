import express, { type Router } from 'express'
import type { z } from 'zod'
import { ApiError } from './apiError.ts'
import * as bodies from './bodies.ts'
import * as build from './buildRequests.ts'
import { type Chain, ESCROW_NOT_FOUND, type Invocation } from './chain.ts'
import { currentSettings, type TrustlessWorkOptions } from './settings.ts'

/** The routes that answer with an unsigned transaction. They change nothing: repeating one is harmless. */
export function createBuildRoutes(options: TrustlessWorkOptions, chain: Chain): Router {
  const router = express.Router()

  function route<T>(
    method: 'post' | 'put',
    path: string,
    schema: z.ZodType<T>,
    toInvocation: (body: T) => Invocation | Promise<Invocation>,
  ): void {
    router[method](path, async (request, response) => {
      const invocation = await toInvocation(bodies.parseBody(schema, request.body))
      response.status(201).json({ status: 'SUCCESS', unsignedTransaction: await chain.build(invocation) })
    })
  }

  async function storedEscrow(contractId: string) {
    const escrow = (await chain.readEscrows([contractId])).get(contractId)
    if (escrow === undefined) throw new ApiError(currentSettings(options).contractErrorStatus, ESCROW_NOT_FOUND)
    return escrow
  }

  const single = '/escrow/single-release'
  route('post', '/deployer/single-release', bodies.deployBody, (body) => build.deployInvocation(options, body))
  route('post', `${single}/fund-escrow`, bodies.fundBody, async (body) =>
    build.fundInvocation(body, await storedEscrow(body.contractId)),
  )
  route('post', `${single}/change-milestone-status`, bodies.changeStatusBody, build.changeStatusInvocation)
  route('post', `${single}/approve-milestone`, bodies.approveBody, build.approveInvocation)
  route('post', `${single}/release-funds`, bodies.releaseBody, build.releaseInvocation)
  route('post', `${single}/dispute-escrow`, bodies.disputeBody, build.disputeInvocation)
  route('post', `${single}/resolve-dispute`, bodies.resolveBody, build.resolveInvocation)
  route('put', `${single}/update-escrow`, bodies.updateBody, (body) => build.updateInvocation(options, body))
  return router
}
