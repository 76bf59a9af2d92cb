export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3, pending: 4 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What a command has to say: as text for people, and as JSON for programs. */
export type Said = { readonly text: string; readonly json: object; readonly exit: ExitCode }

export function said(text: string, json: object, exit: ExitCode = EXIT.done): Said {
  return { text, json, exit }
}

/** A refusal that the operator can do something about. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: string
  readonly exit: ExitCode

  constructor(code: string, message: string, exit: ExitCode = EXIT.refused) {
    super(message)
    this.code = code
    this.exit = exit
  }
}

/** The command line itself is wrong. */
export function calledWrongly(message: string): Refused {
  return new Refused('USAGE', `${message} See "npm run offerhub -- --help".`, EXIT.usage)
}
