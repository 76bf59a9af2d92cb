import { type Case, otherContract } from './case.ts'
import { AMOUNT, PARTS, RESOLVER, STRANGER, TREASURY } from './scene.ts'

export const DISPUTE_CASES: readonly Case[] = [
  {
    title: 'freezing a contract for a dispute of the seller',
    setting: { status: 'DISPUTED', escrowStatus: 'DISPUTED', dispute: { openedBy: 'SELLER' } },
    intent: ({ contractId, seller }) => ({ kind: 'dispute', contractId, signer: seller }),
    deviations: [otherContract, ["the buyer's wallet", ({ buyer }) => ({ signer: buyer }), /opened the dispute/]],
    otherwise: [
      ['nobody disputes', { status: 'IN_PROGRESS' }],
      ['the buyer opened it', { dispute: { openedBy: 'BUYER' } }],
    ],
  },
  {
    title: 'freezing a contract for a refund',
    setting: { status: 'REFUND_REQUESTED', escrowStatus: 'RESOLVING' },
    intent: ({ contractId, buyer }) => ({ kind: 'dispute', contractId, signer: buyer }),
    deviations: [otherContract, ["the seller's wallet", ({ seller }) => ({ signer: seller }), /opened the dispute/]],
    otherwise: [['nobody asked for a refund', { status: 'IN_PROGRESS' }]],
  },
  {
    title: 'freezing a milestone',
    setting: {
      status: 'DISPUTED',
      escrowStatus: 'DISPUTED',
      milestones: ['RELEASED', 'DISPUTED'],
      dispute: { openedBy: 'BUYER' },
    },
    intent: ({ contractId, buyer }) => ({ kind: 'disputeMilestone', contractId, milestoneIndex: 1, signer: buyer }),
    deviations: [
      otherContract,
      ['a milestone that is paid', () => ({ milestoneIndex: 0 }), /milestone 0 is RELEASED/],
      ["the seller's wallet", ({ seller }) => ({ signer: seller }), /opened the dispute/],
    ],
    otherwise: [['nobody disputes', { status: 'IN_PROGRESS' }]],
  },
  {
    title: 'resolving as decided',
    setting: {
      status: 'DISPUTED',
      escrowStatus: 'DISPUTED',
      dispute: { openedBy: 'BUYER', decision: { release: '100000000', refund: '400000000' } },
    },
    intent: ({ contractId, buyer, seller }) => ({
      kind: 'resolve',
      contractId,
      disputeResolver: RESOLVER,
      remainderTo: TREASURY,
      shares: [
        { address: seller, amountStroops: '100000000' },
        { address: buyer, amountStroops: '400000000' },
      ],
    }),
    deviations: [
      otherContract,
      ['another resolver', () => ({ disputeResolver: STRANGER }), /dispute resolver/],
      ['another end of the dust', ({ buyer }) => ({ remainderTo: buyer }), /the treasury/],
      [
        'the shares the other way round',
        ({ buyer, seller }) => ({
          shares: [
            { address: seller, amountStroops: '400000000' },
            { address: buyer, amountStroops: '100000000' },
          ],
        }),
        /seller's share/,
      ],
      [
        'a stranger',
        ({ seller }) => ({
          shares: [
            { address: seller, amountStroops: '100000000' },
            { address: STRANGER, amountStroops: '400000000' },
          ],
        }),
        new RegExp(`pays ${STRANGER}`),
      ],
      ['too little', ({ seller }) => ({ shares: [{ address: seller, amountStroops: '100000000' }] }), /buyer's share/],
      [
        'one person twice',
        ({ buyer, seller }) => ({
          shares: [
            { address: seller, amountStroops: '50000000' },
            { address: seller, amountStroops: '50000000' },
            { address: buyer, amountStroops: '400000000' },
          ],
        }),
        /twice/,
      ],
    ],
    otherwise: [
      ['nobody has decided', { dispute: { openedBy: 'BUYER' } }],
      [
        'it was decided otherwise',
        { dispute: { openedBy: 'BUYER', decision: { release: '400000000', refund: '100000000' } } },
      ],
      ['nobody disputes', { status: 'IN_PROGRESS' }],
    ],
  },
  {
    title: 'refunding everything',
    setting: { status: 'REFUND_REQUESTED', escrowStatus: 'RESOLVING' },
    intent: ({ contractId, buyer }) => ({
      kind: 'resolve',
      contractId,
      disputeResolver: RESOLVER,
      remainderTo: TREASURY,
      shares: [{ address: buyer, amountStroops: AMOUNT }],
    }),
    deviations: [
      otherContract,
      ['the seller', ({ seller }) => ({ shares: [{ address: seller, amountStroops: AMOUNT }] }), /seller's share/],
      ['too much', ({ buyer }) => ({ shares: [{ address: buyer, amountStroops: '500000001' }] }), /buyer's share/],
    ],
    otherwise: [['a release was asked for', { status: 'RELEASE_REQUESTED' }]],
  },
  {
    title: 'resolving a milestone as decided',
    setting: {
      status: 'DISPUTED',
      escrowStatus: 'DISPUTED',
      milestones: ['RESOLVING', 'RESOLVING'],
      dispute: { openedBy: 'BUYER', decision: { release: '250000000', refund: '250000000' } },
    },
    intent: ({ contractId, buyer, seller }) => ({
      kind: 'resolveMilestone',
      contractId,
      milestoneIndex: 1,
      disputeResolver: RESOLVER,
      distributions: [
        { address: seller, amountStroops: '50000000' },
        { address: buyer, amountStroops: '250000000' },
      ],
    }),
    deviations: [
      otherContract,
      ['another resolver', () => ({ disputeResolver: STRANGER }), /dispute resolver/],
      ['another milestone', () => ({ milestoneIndex: 0 }), /amount of milestone 0/],
      [
        'less than the milestone is worth',
        ({ buyer }) => ({ distributions: [{ address: buyer, amountStroops: '250000000' }] }),
        /amount of milestone 1/,
      ],
      [
        'more than was decided',
        ({ seller }) => ({ distributions: [{ address: seller, amountStroops: PARTS[1] }] }),
        /seller's share/,
      ],
      [
        'a stranger',
        () => ({ distributions: [{ address: STRANGER, amountStroops: PARTS[1] }] }),
        new RegExp(`pays ${STRANGER}`),
      ],
    ],
    otherwise: [
      ['nobody has decided', { dispute: { openedBy: 'BUYER' }, milestones: ['DISPUTED', 'DISPUTED'] }],
      ['the milestone was paid', { milestones: ['RESOLVING', 'RELEASED'] }],
    ],
  },
  {
    title: 'refunding a milestone',
    setting: { status: 'REFUND_REQUESTED', escrowStatus: 'RESOLVING', milestones: ['RELEASED', 'RESOLVING'] },
    intent: ({ contractId, buyer }) => ({
      kind: 'resolveMilestone',
      contractId,
      milestoneIndex: 1,
      disputeResolver: RESOLVER,
      distributions: [{ address: buyer, amountStroops: PARTS[1] }],
    }),
    deviations: [
      [
        'the seller',
        ({ seller }) => ({ distributions: [{ address: seller, amountStroops: PARTS[1] }] }),
        /seller's share/,
      ],
    ],
    otherwise: [['nobody asked for a refund', { status: 'IN_PROGRESS' }]],
  },
]
