import { advise } from './advise.ts'

/** Markdown for the page of an order that is stuck: what holds it up and what to do, before anything else. */
export function describeStuck(problem: string): string[] {
  const { title, step, reason, advice } = advise(problem)
  return [
    `**Stuck: ${title}**`,
    '',
    ...(step === null ? [] : [`- Step: ${step}`]),
    `- Why: ${reason}`,
    `- What to do: ${advice}`,
    '- It is tried again every five minutes. More Actions, Send a Signal: `retryNow` tries at once.',
  ]
}
