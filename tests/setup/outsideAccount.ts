import { Asset, rpc } from '@stellar/stellar-sdk'
import { PASSPHRASE, usdcHolder } from '../sandbox/localNetwork.ts'

/** An account of nobody here that can take USDC, on the sandbox of a stack that runs. Returns its address. */
export async function outsideAccount(sandbox: {
  readonly rpcUrl: string
  readonly controlUrl: string
}): Promise<string> {
  const url = new URL(sandbox.rpcUrl).origin
  const { usdcIssuer } = (await (await fetch(sandbox.controlUrl)).json()) as { usdcIssuer: string }
  const usdc = new Asset('USDC', usdcIssuer)
  const server = new rpc.Server(sandbox.rpcUrl, { allowHttp: true })
  const network = { url, server, passphrase: PASSPHRASE, usdc, usdcContractId: '', close: async () => undefined }
  return (await usdcHolder(network)).publicKey()
}
