import type { Operations } from '../generated/operations.ts'
import type { Finding, OperatorAction, Reserves } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions } from '../options.ts'

/** Whether the books agree with the chain, and who of support did what. */
export class Audit {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /** What is owed to people beside what is held on chain, and up to which ledger both were compared. */
  async reserves(options?: RequestOptions): Promise<Reserves> {
    return (await call(this.#client, 'getReserves', {}, options)).data
  }

  /** Differences that the auditor has found, newest first. Needs the scope `support`. */
  findings(query: Operations['listFindings']['query'] = {}, options?: RequestOptions): List<Finding> {
    return list(this.#client, 'listFindings', { query }, options)
  }

  /** What support did to orders, by whom and why, newest first. Needs the scope `support`. */
  log(query: Operations['listOperatorActions']['query'] = {}, options?: RequestOptions): List<OperatorAction> {
    return list(this.#client, 'listOperatorActions', { query }, options)
  }
}
