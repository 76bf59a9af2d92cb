import { type Case, otherContract } from './case.ts'

const BOTH_PENDING = ['PENDING', 'PENDING'] as const

export const RELEASE_CASES: readonly Case[] = [
  {
    title: 'marking the whole work as done',
    setting: { status: 'RELEASE_REQUESTED', escrowStatus: 'RELEASING' },
    intent: ({ contractId, seller }) => ({
      kind: 'changeMilestoneStatus',
      contract: 'single',
      contractId,
      serviceProvider: seller,
      milestoneIndex: 0,
      newStatus: 'completed',
      newEvidence: '',
    }),
    deviations: [
      otherContract,
      ["the buyer's wallet", ({ buyer }) => ({ serviceProvider: buyer }), /seller's wallet/],
      ['a second milestone', () => ({ milestoneIndex: 1 }), /only milestone/],
      ['the other kind of contract', () => ({ contract: 'multi' }), /kind of contract/],
    ],
    otherwise: [
      ['nobody asked for a release', { status: 'IN_PROGRESS' }],
      ['it is disputed', { status: 'DISPUTED' }],
    ],
  },
  {
    title: 'marking a milestone as done',
    setting: { status: 'IN_PROGRESS', escrowStatus: 'FUNDED', milestones: ['COMPLETING', 'PENDING'] },
    intent: ({ contractId, seller }) => ({
      kind: 'changeMilestoneStatus',
      contract: 'multi',
      contractId,
      serviceProvider: seller,
      milestoneIndex: 0,
      newStatus: 'completed',
      newEvidence: '',
    }),
    deviations: [
      otherContract,
      ['another milestone', () => ({ milestoneIndex: 1 }), /milestone 1 is PENDING/],
      ['a milestone that there is not', () => ({ milestoneIndex: 7 }), /milestone 7 is unknown/],
      ["the buyer's wallet", ({ buyer }) => ({ serviceProvider: buyer }), /seller's wallet/],
    ],
    otherwise: [
      ['nobody says it is done', { milestones: BOTH_PENDING }],
      ['the order is disputed', { status: 'DISPUTED' }],
    ],
  },
  {
    title: 'approving the whole work',
    setting: { status: 'RELEASE_REQUESTED', escrowStatus: 'RELEASING' },
    intent: ({ contractId, buyer }) => ({
      kind: 'approveMilestone',
      contract: 'single',
      contractId,
      approver: buyer,
      milestoneIndex: 0,
    }),
    deviations: [otherContract, ["the seller's wallet", ({ seller }) => ({ approver: seller }), /buyer's wallet/]],
    otherwise: [['nobody asked for a release', { status: 'IN_PROGRESS' }]],
  },
  {
    title: 'approving a milestone',
    setting: { status: 'IN_PROGRESS', escrowStatus: 'FUNDED', milestones: ['COMPLETED', 'RELEASING'] },
    intent: ({ contractId, buyer }) => ({
      kind: 'approveMilestone',
      contract: 'multi',
      contractId,
      approver: buyer,
      milestoneIndex: 1,
    }),
    deviations: [
      otherContract,
      ['a milestone that is only completed', () => ({ milestoneIndex: 0 }), /milestone 0 is COMPLETED/],
      ["the seller's wallet", ({ seller }) => ({ approver: seller }), /buyer's wallet/],
    ],
    otherwise: [['the order is closed', { status: 'CLOSED' }]],
  },
  {
    title: 'releasing the whole amount',
    setting: { status: 'RELEASE_REQUESTED', escrowStatus: 'RELEASING' },
    intent: ({ contractId, buyer }) => ({ kind: 'release', contractId, releaseSigner: buyer }),
    deviations: [otherContract, ["the seller's wallet", ({ seller }) => ({ releaseSigner: seller }), /buyer's wallet/]],
    otherwise: [
      ['nobody asked for a release', { status: 'IN_PROGRESS' }],
      ['it is disputed', { status: 'DISPUTED' }],
      ['it has milestones', { milestones: ['RELEASING', 'RELEASING'] }],
    ],
  },
  {
    title: 'releasing a milestone',
    setting: { status: 'RELEASE_REQUESTED', escrowStatus: 'RELEASING', milestones: ['RELEASED', 'RELEASING'] },
    intent: ({ contractId, buyer }) => ({
      kind: 'releaseMilestone',
      contractId,
      releaseSigner: buyer,
      milestoneIndex: 1,
    }),
    deviations: [
      otherContract,
      ['a milestone that is paid', () => ({ milestoneIndex: 0 }), /milestone 0 is RELEASED/],
      ["the seller's wallet", ({ seller }) => ({ releaseSigner: seller }), /buyer's wallet/],
    ],
    otherwise: [
      ['nobody asked for its release', { milestones: ['RELEASED', 'COMPLETED'] }],
      ['the order is disputed', { status: 'DISPUTED' }],
    ],
  },
]
