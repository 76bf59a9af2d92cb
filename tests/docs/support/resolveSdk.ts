import { registerHooks } from 'node:module'

const SDK = new URL('../../../sdk/src/index.ts', import.meta.url).href

/** Programs that import the SDK by its name get its sources: what they run is what stands in the checkout. */
registerHooks({
  resolve: (name, context, next) => (name === '@offerhub/sdk' ? { url: SDK, shortCircuit: true } : next(name, context)),
})
