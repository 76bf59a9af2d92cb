/** The release taken from Maven. It names the cache folder, so a new one is fetched when this changes. */
export const TEST_SERVER_VERSION = '1.38.0'
/** Temporal's download gives each SDK release the test server that it was tried with. */
export const SDK = { name: 'sdk-typescript', version: '1.24.0' } as const
