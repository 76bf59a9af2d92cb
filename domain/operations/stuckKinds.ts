/** A way of being stuck: what the sentence tells it by, what it means, and what somebody can do. */
export type StuckKind = {
  /** In the first words of an operator. */
  readonly title: string
  readonly says: RegExp
  readonly meaning: string
  readonly advice: string
}

/**
 * Every way of being stuck that the program has a sentence for. The first that fits counts, so the particular stand before
 * the general. The table in docs/operations.md is held to this one by a test.
 */
export const STUCK_KINDS = {
  doneElsewhere: {
    title: 'Already done, not by us',
    says: /but not by a transaction of this step/,
    meaning: 'The contract is where the step wanted to bring it, but no transaction of ours did that.',
    advice: 'Find the transaction in an explorer by the contract id, and send resolveManually with its hash.',
  },
  forgotten: {
    title: 'Outcome unknown, history too short',
    says: /no longer remembers the time in which it could have been applied/,
    meaning: 'The transaction may have been applied, and the RPC server no longer knows.',
    advice:
      'Look its hash up in an explorer. If it was applied, set STELLAR_RPC_URL to a server with a longer history and retry. Never abort before you know.',
  },
  notWanted: {
    title: 'Not signed: the ledger does not want it',
    says: /Find out who asked for it before it is tried again/,
    meaning: 'The step contradicts what Postgres says about the order, so nothing was signed.',
    advice: 'Treat it as an attack or a bug until it is explained. Do not retry before you know who asked for it.',
  },
  tampered: {
    title: 'Not signed: not what we asked for',
    says: /was not signed: .*Find out why before retrying/s,
    meaning: 'Trustless Work built a transaction that differs from the request, so nothing was signed.',
    advice:
      'Ask Trustless Work about the field that the sentence names. If it was one bad answer, retry; if it stays, stop new escrows.',
  },
  badWalletKey: {
    title: 'A wallet key does not fit',
    says: /The key kept for wallet|The key of wallet .* is not to be had/,
    meaning: 'The sealed key of a wallet cannot be opened, or is another one.',
    advice: 'Check MASTER_KEY of the workers (all keys still in use must be in it), then retry.',
  },
  missingKey: {
    title: 'A platform key is missing',
    says: /its key is not configured|signatures do not fit|check the configured keys/,
    meaning: 'A step needs a signature that the workers cannot give.',
    advice: "Put the key back into the workers' settings, restart them, and retry.",
  },
  vendorKey: {
    title: 'Trustless Work refuses our API key',
    says: /\(no_access\)/,
    meaning: 'The API key is wrong, expired or blocked. Every order will get stuck.',
    advice: 'Set a valid TRUSTLESS_WORK_API_KEY, restart the workers, then retry all.',
  },
  throttled: {
    title: 'Trustless Work limits our requests',
    says: /\(throttled\)/,
    meaning: 'More requests a minute than the vendor grants.',
    advice:
      'Set ESCROW_REQUESTS_PER_MINUTE to the granted limit. The step goes on by itself; retry when it is quieter.',
  },
  vendorAway: {
    title: 'Trustless Work does not answer',
    says: /Trustless Work did not build .*\((unavailable|not_visible_yet|balance_moved)\)|builds of the .* step could not be used|cannot be renewed/,
    meaning: 'The vendor is down, or its node is behind. Nothing was signed; no money is in doubt.',
    advice:
      "Look at the vendor's status. The step goes on by itself; when the vendor is back, retry all to save the wait.",
  },
  dust: {
    title: 'Somebody sent USDC to the contract',
    says: /which somebody sent there/,
    meaning: 'The contract holds more than the order, by an amount that its fees cannot divide.',
    advice: 'Send the amount that the sentence names to the contract, not from a wallet of the platform, then retry.',
  },
  tooLittleUsdc: {
    title: 'Too little USDC',
    says: /stroops of the \d+ that the escrow needs|too little USDC/,
    meaning: 'A wallet has to pay more than it holds, usually because a top-up of the treasury is missing.',
    advice: 'Fill the treasury with USDC (npm run doctor -- --network ... shows what it holds), then retry.',
  },
  tooLittleXlm: {
    title: 'Too little XLM',
    says: /too little XLM|does not exist; create and fund it|source account does not exist/,
    meaning: 'An account of the platform cannot pay a fee or a reserve.',
    advice: 'Send XLM to the account (npm run doctor -- --network ... names it), then retry all.',
  },
  feeCap: {
    title: 'The network costs more than we allow',
    says: /over the cap of|and the cap is/,
    meaning: 'The fee is above FEE_CAP_STROOPS.',
    advice: 'Wait for a quieter network and retry, or raise FEE_CAP_STROOPS and restart the workers.',
  },
  walletNotReady: {
    title: 'A wallet is still being created',
    says: /is still being created on Stellar/,
    meaning: "The wallets service has not opened a party's wallet on chain.",
    advice:
      'Look at the workflow "wallets": its last failure says why. The order goes on by itself once the wallet stands.',
  },
  noWorker: {
    title: 'No worker reported back',
    says: /Check that a worker is running/,
    meaning: 'A worker died, hangs, or none serves the task queue "escrow".',
    advice: 'Start workers and look at their log. Nothing is lost: the step goes on where it stood.',
  },
  unknownFate: {
    title: 'Sent, and not seen yet',
    says: /is not known after \d+ ms of watching|died in a row/,
    meaning: 'The network does not take our transaction in, or does not show what became of it.',
    advice: 'Look at the network and the RPC server. The same envelope is asked for again: retry as often as you like.',
  },
  rpcAway: {
    title: 'The Stellar RPC server does not answer',
    says: /Stellar RPC call|RPC server|contract's state cannot be read/,
    meaning: 'We cannot see the ledger. What was sent may have been applied.',
    advice: 'Check STELLAR_RPC_URL and the server. The step finds out by itself; retry all when the server is back.',
  },
  refusedByContract: {
    title: 'The contract refuses',
    says: /\(refused\)|transaction [0-9a-f]{64} failed|fewer than the \d+ that are to be paid out/,
    meaning: 'The contract would not do this step in its present state. No effect is on chain.',
    advice:
      'Compare the contract in an explorer with the timeline: somebody with a role in it may have acted by hand. Mend that, then retry or resolveManually.',
  },
  askHuman: {
    title: 'The network wants somebody to look',
    says: /needs somebody to look at it/,
    meaning: 'The network refused the transaction for a reason that another try will not change.',
    advice: 'Do what the sentence says, then retry.',
  },
  other: {
    title: 'Something else',
    says: /^/,
    meaning: 'A failure that the program has no sentence for.',
    advice: "Read the activity's failure in the Web UI and the workers' log; retry once the cause is gone.",
  },
} as const satisfies Readonly<Record<string, StuckKind>>

export type StuckKindName = keyof typeof STUCK_KINDS
