import { ERRORS, type ErrorCode } from '../../domain/errors.ts'

/** The SDK's class of a code: INVALID_STATE is InvalidStateError, VALIDATION_ERROR is ValidationError. */
export function errorClass(code: ErrorCode): string {
  const words = code.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase())
  return `${words.join('').replace(/Error$/, '')}Error`
}

/** The code that a class stands for; undefined for a class that is the SDK's own. */
export function codeOfClass(name: string): ErrorCode | undefined {
  return (Object.keys(ERRORS) as ErrorCode[]).find((code) => errorClass(code) === name)
}
