/** The worker, with the vendor's key that the test planted: the local network takes any, and the stack gives it a plain one. */
process.env.TRUSTLESS_WORK_API_KEY = process.env.CANARY_VENDOR_KEY ?? ''
await import('../../worker.ts')
