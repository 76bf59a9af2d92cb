/**
 * The codes that Temporal's calls fail with, as far as they are told apart
 * (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
 */
export const GRPC = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unavailable: 14,
  unauthenticated: 16,
} as const
