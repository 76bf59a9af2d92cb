import { z } from 'zod'
import { listFindings } from '../../../db/audit/findings.ts'
import { FINDING_KINDS } from '../../../domain/audit/finding.ts'
import { successPage } from '../../answer.ts'
import { findingSchema, presentFinding } from '../../presenters/finding.ts'
import { choiceParameter, cursorParameter, limitParameter } from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const listFindingsRoute = readRoute({
  name: 'listFindings',
  method: 'get',
  path: '/audit/findings',
  scope: 'support',
  summary: 'Lists differences that the auditor has found, newest first.',
  shape: 'page',
  data: findingSchema,
  query: z.strictObject({
    status: choiceParameter(['open', 'resolved']),
    kind: choiceParameter(FINDING_KINDS),
    limit: limitParameter,
    cursor: cursorParameter('finding'),
  }),
  async handle({ deps, query }) {
    const { findings, hasMore } = await listFindings(deps.db, query)
    const nowMs = deps.clock.nowMs()
    const shown = findings.map((finding) => presentFinding(finding, nowMs))
    return successPage(shown, hasMore, findings.at(-1)?.id)
  },
})
