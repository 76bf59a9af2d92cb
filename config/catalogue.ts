import { FEE_POLICIES } from '../domain/order/terms.ts'
import * as format from './formats.ts'
import { OBSERVABILITY_SETTINGS } from './observabilitySettings.ts'
import { PROFILE_NAMES } from './profiles.ts'
import { ALL, API, BOTH, MIGRATE, setting, WORKER } from './setting.ts'
import { TEMPORAL_SETTINGS } from './temporalSettings.ts'
import { WEBHOOK_SETTINGS } from './webhookSettings.ts'

/** Every setting there is. The start of both processes, `.env.example` and the documents read this table. */
export const CATALOGUE = {
  databaseUrl: setting({
    env: 'DATABASE_URL',
    schema: format.url('postgres', 'postgresql'),
    secret: true,
    readBy: ALL,
    meaning: 'The Postgres database, with user and password.',
  }),
  databaseAppPassword: setting({
    env: 'DATABASE_APP_PASSWORD',
    schema: format.password,
    optional: true,
    secret: true,
    readBy: MIGRATE,
    meaning:
      'With it, the role <database>_app can log in: API and workers need no more than it may do. Migrations go on as the owner.',
  }),
  databaseReadPassword: setting({
    env: 'DATABASE_READ_PASSWORD',
    schema: format.password,
    optional: true,
    secret: true,
    readBy: MIGRATE,
    meaning: 'With it, the role <database>_read can log in: for people and dashboards, who change nothing.',
  }),
  ...TEMPORAL_SETTINGS,
  port: setting({
    env: 'PORT',
    schema: format.wholeNumber(0, 65_535),
    fallback: '4000',
    secret: false,
    readBy: API,
    meaning: 'The port that the API listens on; 0 takes a free one.',
  }),
  host: setting({
    env: 'HOST',
    schema: format.host,
    fallback: '127.0.0.1',
    secret: false,
    readBy: API,
    meaning: 'The address that the API listens on; 0.0.0.0 in a container.',
  }),
  publicUrl: setting({
    env: 'PUBLIC_URL',
    schema: format.url('http', 'https'),
    optional: true,
    secret: false,
    readBy: API,
    meaning:
      'The URL under which callers reach the API, for links in answers. Without it http://localhost and the port.',
  }),
  rateLimitPerMinute: setting({
    env: 'RATE_LIMIT_PER_MINUTE',
    schema: format.wholeNumber(1, 10_000_000),
    optional: true,
    secret: false,
    readBy: API,
    meaning:
      'How many reads, and as many writes, one API key may send in a minute to one API process. Unlimited when neither this nor the network sets it.',
  }),
  maxOpenCommands: setting({
    env: 'MAX_OPEN_COMMANDS',
    schema: format.wholeNumber(1, 1_000_000),
    fallback: '500',
    secret: false,
    readBy: API,
    meaning:
      'How many commands may be under way before further ones are refused with 503: those that callers of one API process wait for, and those accepted in the last minute that have no outcome yet.',
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    schema: format.logLevel,
    fallback: 'info',
    secret: false,
    readBy: BOTH,
    meaning: 'The least important lines that are logged.',
  }),
  ...OBSERVABILITY_SETTINGS,
  startWaitSeconds: setting({
    env: 'START_WAIT_SECONDS',
    schema: format.wholeNumber(1, 86_400),
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning:
      'How long a process waits at its start for Postgres, Temporal and the RPC server before it gives up. For ever when not set.',
  }),
  stopGraceSeconds: setting({
    env: 'STOP_GRACE_SECONDS',
    schema: format.wholeNumber(0, 3_600),
    fallback: '4',
    secret: false,
    readBy: BOTH,
    meaning: 'After SIGTERM: how long requests and chain steps under way may take to finish by themselves.',
  }),
  stopForceSeconds: setting({
    env: 'STOP_FORCE_SECONDS',
    schema: format.wholeNumber(1, 3_600),
    fallback: '8',
    secret: false,
    readBy: BOTH,
    meaning:
      'After SIGTERM: how long a process lives at most. Keep it below the time until SIGKILL, which is 10 s for most containers.',
  }),
  stellarNetwork: setting({
    env: 'STELLAR_NETWORK',
    schema: format.choice(PROFILE_NAMES),
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning:
      'The network: local, testnet or public. It gives the settings that follow from it; each can be set by itself as well. Production runs on each of them, with rules that are stricter where money is real.',
  }),
  networkPassphrase: setting({
    env: 'STELLAR_NETWORK_PASSPHRASE',
    schema: format.passphrase,
    secret: false,
    readBy: BOTH,
    meaning: 'The passphrase of the Stellar network. Signatures are bound to it, so it decides whether money is real.',
  }),
  usdcIssuer: setting({
    env: 'USDC_ISSUER',
    schema: format.account,
    secret: false,
    readBy: BOTH,
    meaning: 'The account that issues USDC on this network.',
  }),
  platformFeeBps: setting({
    env: 'PLATFORM_FEE_BPS',
    schema: format.wholeNumber(0, 9_900),
    fallback: '0',
    secret: false,
    readBy: BOTH,
    meaning: "The platform's commission on a release, in basis points of the amount.",
  }),
  reservationHours: setting({
    env: 'RESERVATION_HOURS',
    schema: format.wholeNumber(1, 8_760),
    optional: true,
    secret: false,
    readBy: API,
    meaning:
      'How long money may stay reserved before an order asks for its escrow; then the order is cancelled. For ever when not set.',
  }),
  reviewHours: setting({
    env: 'REVIEW_HOURS',
    schema: format.wholeNumber(1, 8_760),
    optional: true,
    secret: false,
    readBy: API,
    meaning:
      'How long a buyer has to approve funded work before the seller is paid without that. For ever when not set.',
  }),
  disputeHours: setting({
    env: 'DISPUTE_HOURS',
    schema: format.wholeNumber(1, 8_760),
    optional: true,
    secret: false,
    readBy: API,
    meaning: 'How long a dispute may stay undecided before it is handed over to support. For ever when not set.',
  }),
  reminderHours: setting({
    env: 'REMINDER_HOURS',
    schema: format.wholeNumber(1, 8_760),
    optional: true,
    secret: false,
    readBy: API,
    meaning: 'How long before each of these an event reminds of it. No reminder when not set.',
  }),
  feePolicy: setting({
    env: 'FEE_POLICY',
    schema: format.choice(FEE_POLICIES),
    fallback: 'platform_absorbs',
    secret: false,
    readBy: API,
    meaning:
      "Who bears Trustless Work's own fee on new orders: platform_absorbs (the treasury makes up for it) or recipient_pays.",
  }),
  ...WEBHOOK_SETTINGS,
  workflowBundle: setting({
    env: 'WORKFLOW_BUNDLE',
    schema: format.readableFile,
    optional: true,
    secret: false,
    readBy: WORKER,
    meaning: 'The file that "npm run build:workflows" wrote. Without it the worker bundles the workflows at its start.',
  }),
  buildId: setting({
    env: 'WORKER_BUILD_ID',
    schema: format.buildId,
    optional: true,
    secret: false,
    readBy: WORKER,
    meaning:
      'The name of this release. Temporal then gives work only to the release that "npm run temporal:promote" has named; see docs/deployment.md. Every worker gets work when not set.',
  }),
  healthPort: setting({
    env: 'HEALTH_PORT',
    schema: format.wholeNumber(1, 65_535),
    optional: true,
    secret: false,
    readBy: WORKER,
    meaning:
      'The port on which the worker tells a container platform how it is, at /health and /ready. None when not set.',
  }),
  rpcUrl: setting({
    env: 'STELLAR_RPC_URL',
    schema: format.url('http', 'https'),
    secret: false,
    readBy: WORKER,
    meaning: 'The Stellar RPC server that transactions are sent to and events are read from.',
  }),
  trustlessWorkUrl: setting({
    env: 'TRUSTLESS_WORK_URL',
    schema: format.url('http', 'https'),
    secret: false,
    readBy: WORKER,
    meaning: "The base URL of Trustless Work's REST API.",
  }),
  trustlessWorkApiKey: setting({
    env: 'TRUSTLESS_WORK_API_KEY',
    schema: format.headerValue,
    secret: true,
    readBy: WORKER,
    meaning: "The key for Trustless Work's REST API.",
  }),
  escrowFactoryId: setting({
    env: 'ESCROW_FACTORY_ID',
    schema: format.contract,
    secret: false,
    readBy: WORKER,
    meaning: 'The contract that deploys escrows. Only a call to this one is signed.',
  }),
  escrowWasmHash: setting({
    env: 'ESCROW_WASM_HASH',
    schema: format.hash,
    secret: false,
    readBy: WORKER,
    meaning: "The SHA-256 of the single-release escrow contract's code. Money goes into no other code.",
  }),
  multiEscrowWasmHash: setting({
    env: 'MULTI_ESCROW_WASM_HASH',
    schema: format.hash,
    secret: false,
    readBy: WORKER,
    meaning: "The SHA-256 of the multi-release escrow contract's code, which orders with milestones use.",
  }),
  protocolFeeAddress: setting({
    env: 'PROTOCOL_FEE_ADDRESS',
    schema: format.account,
    secret: false,
    readBy: WORKER,
    meaning: "The account that Trustless Work's own fee goes to.",
  }),
  feeCapStroops: setting({
    env: 'FEE_CAP_STROOPS',
    schema: format.stroopAmount,
    fallback: '20000000',
    secret: false,
    readBy: WORKER,
    meaning: 'The most that one transaction may cost, in stroops of XLM (20000000 are 2 XLM).',
  }),
  escrowRequestsPerMinute: setting({
    env: 'ESCROW_REQUESTS_PER_MINUTE',
    schema: format.wholeNumber(1, 100_000),
    optional: true,
    secret: false,
    readBy: WORKER,
    meaning: 'The request limit that Trustless Work grants, shared by all workers. Unlimited when not set.',
  }),
  masterKey: setting({
    env: 'MASTER_KEY',
    schema: format.masterKeys,
    secret: true,
    readBy: WORKER,
    meaning: 'Keys that seal the wallet keys: id:base64 of 32 bytes, newest first, separated by commas.',
  }),
  treasurySecret: setting({
    env: 'TREASURY_SECRET',
    schema: format.secretKey,
    secret: true,
    readBy: WORKER,
    meaning:
      "The platform's own account: its USDC tops wallets up after fees, its XLM pays the network fees of the users' wallets.",
  }),
  sponsorSecret: setting({
    env: 'SPONSOR_SECRET',
    schema: format.secretKey,
    secret: true,
    readBy: WORKER,
    meaning: "The account that creates the users' wallets and locks up their reserves in XLM.",
  }),
  resolverSecret: setting({
    env: 'RESOLVER_SECRET',
    schema: format.secretKey,
    secret: true,
    readBy: WORKER,
    meaning: 'The account that resolves disputes in escrow contracts.',
  }),
  deployerSecrets: setting({
    env: 'DEPLOYER_SECRETS',
    schema: format.secretKeys,
    secret: true,
    readBy: WORKER,
    meaning: 'The accounts that deploy escrows, separated by commas. Each deploys one escrow at a time.',
  }),
} as const

export type SettingName = keyof typeof CATALOGUE
