import type { Response } from 'express'
import type { Answer } from './answer.ts'

export function sendAnswer(response: Response, answer: Answer): void {
  response
    .status(answer.status)
    .set(answer.headers ?? {})
    .json(answer.body)
}
