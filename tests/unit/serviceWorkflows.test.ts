import { expect, it } from 'vitest'
import * as workflows from '../../workflows/index.ts'
import { orderWorkflowType, SERVICES } from '../../workflows/messages.ts'
import { withdrawalWorkflowType } from '../../workflows/withdrawal/messages.ts'

it('every workflow that is started by its name is one that the workers have', () => {
  const started = [orderWorkflowType, withdrawalWorkflowType, ...SERVICES.map(({ workflow }) => workflow)]
  expect(Object.keys(workflows).sort()).toEqual([...started].sort())
})
