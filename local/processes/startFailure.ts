import { SetupError } from '../setupError.ts'

/** A program that did not come up; the signal tells a start that was cut off from one that failed by itself. */
export class StartFailure extends SetupError {
  readonly signal: NodeJS.Signals | null

  constructor(message: string, signal: NodeJS.Signals | null) {
    super(message)
    this.signal = signal
  }
}
