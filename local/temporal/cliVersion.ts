/** The one release that downloads and builds use: server 1.29.1 with Web UI 2.42; later tags refuse `go install`. */
export const CLI_VERSION = '1.5.1'
/** Servers before this lack what the workflows use (update-with-start, user metadata in the Web UI). */
export const OLDEST_SERVER = '1.27.0'
