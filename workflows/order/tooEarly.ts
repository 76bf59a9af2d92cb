/** The order's row is ahead of the state that something was decided on. */
export class TooEarly extends Error {
  override readonly name = 'TooEarly'
  readonly rowVersion: number

  constructor(rowVersion: number) {
    super(`The order's row is at version ${rowVersion} already`)
    this.rowVersion = rowVersion
  }
}
