import { z } from 'zod'
import { PROTOCOL_FEE_BPS } from '../../../domain/fees/basisPoints.ts'
import { smallestPayable } from '../../../domain/fees/payable.ts'
import { formatCents, MAX_AMOUNT } from '../../../domain/money.ts'
import { NETWORK_NAMES } from '../../../domain/network.ts'
import { FEE_POLICIES } from '../../../domain/order/terms.ts'
import { success } from '../../answer.ts'
import { DEFAULT_DIALECT, DIALECTS } from '../../dialects/chooseDialect.ts'
import { assetSchema } from '../../presenters/deposit.ts'
import { count, currency, money } from '../../presenters/fields.ts'
import { LIMIT_DEFAULT, LIMIT_MAX } from '../../requests/queryFields.ts'
import { noQuery, readRoute } from '../route.ts'

const configSchema = z
  .object({
    network: z.enum(NETWORK_NAMES),
    currency,
    asset: assetSchema,
    fees: z.object({ platformFeeBps: count, protocolFeeBps: count, policy: z.enum(FEE_POLICIES) }),
    limits: z.object({
      amountMin: money,
      amountMax: money,
      pageSizeDefault: count,
      pageSizeMax: count,
      requestsPerMinute: count.nullable().meta({ description: 'Null when requests are not limited.' }),
    }),
    versions: z.array(z.string()),
    defaultVersion: z.string(),
    temporalUi: z.string().nullable(),
  })
  .meta({ id: 'Config' })

export const getConfigRoute = readRoute({
  name: 'getConfig',
  method: 'get',
  path: '/config',
  scope: 'read',
  summary: 'Tells the network, the asset, fees, limits and versions of this installation.',
  shape: 'object',
  data: configSchema,
  query: noQuery,
  async handle({ deps: { config } }) {
    const data: z.infer<typeof configSchema> = {
      network: config.network,
      currency: 'USD',
      asset: { code: 'USDC', issuer: config.usdcIssuer },
      fees: {
        platformFeeBps: config.platformFeeBps,
        protocolFeeBps: Number(PROTOCOL_FEE_BPS),
        policy: config.feePolicy,
      },
      limits: {
        amountMin: formatCents(smallestPayable(config)),
        amountMax: formatCents(MAX_AMOUNT),
        pageSizeDefault: LIMIT_DEFAULT,
        pageSizeMax: LIMIT_MAX,
        requestsPerMinute: config.rateLimitPerMinute ?? null,
      },
      versions: DIALECTS.map((dialect) => dialect.version),
      defaultVersion: DEFAULT_DIALECT.version,
      temporalUi: config.temporalUiUrl ?? null,
    }
    return success(200, data)
  },
})
