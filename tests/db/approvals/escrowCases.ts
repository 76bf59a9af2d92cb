import { type Case, type Deviation, otherContract } from './case.ts'
import { AMOUNT, multiTerms, OTHER_CONTRACT, type Scene, STRANGER, singleTerms } from './scene.ts'

const BOTH_PENDING = ['PENDING', 'PENDING'] as const
const singleDeploy = (scene: Scene) => ({ kind: 'deploy', escrow: singleTerms(scene) }) as const
const multiDeploy = (scene: Scene) => ({ kind: 'deploy', escrow: multiTerms(scene) }) as const

/** Terms of a contract of which one fact is another. */
function otherTerms(terms: typeof singleTerms | typeof multiTerms): Deviation[] {
  const withRole = (role: string) => (scene: Scene) => ({
    escrow: { ...terms(scene), roles: { ...terms(scene).roles, [role]: STRANGER } },
  })
  return [
    ['another order', (scene) => ({ escrow: { ...terms(scene), engagementId: 'ord_other' } }), /ord_other/],
    ['another fee', (scene) => ({ escrow: { ...terms(scene), platformFeeBps: 9_900 } }), /platform fee/],
    ...['approver', 'releaseSigner', 'serviceProvider', 'platform', 'disputeResolver'].map(
      (role): Deviation => [`another ${role}`, withRole(role), new RegExp(STRANGER)],
    ),
  ]
}

const otherSingleTerms: Deviation[] = [
  ...otherTerms(singleTerms),
  [
    'a receiver who is a stranger',
    (scene) => ({ escrow: { ...singleTerms(scene), roles: { ...singleTerms(scene).roles, receiver: STRANGER } } }),
    /seller's wallet/,
  ],
  ['a larger amount', (scene) => ({ escrow: { ...singleTerms(scene), amountStroops: '500000001' } }), /the amount/],
  ['milestones that the order has not', (scene) => ({ escrow: multiTerms(scene) }), /kind of contract/],
]

const otherMultiTerms: Deviation[] = [
  ...otherTerms(multiTerms),
  [
    'a milestone less',
    (scene) => ({ escrow: { ...multiTerms(scene), milestones: multiTerms(scene).milestones.slice(1) } }),
    /number of milestones/,
  ],
  [
    'milestones in another order',
    (scene) => ({ escrow: { ...multiTerms(scene), milestones: multiTerms(scene).milestones.toReversed() } }),
    /amount of milestone 0/,
  ],
  [
    'a milestone whose receiver is a stranger',
    (scene) => ({
      escrow: {
        ...multiTerms(scene),
        milestones: multiTerms(scene).milestones.map((each) => ({ ...each, receiver: STRANGER })),
      },
    }),
    /seller's wallet/,
  ],
  ['one amount for all', (scene) => ({ escrow: singleTerms(scene) }), /kind of contract/],
]

export const ESCROW_CASES: readonly Case[] = [
  {
    title: 'deploying for an order that is paid as a whole',
    setting: { status: 'ESCROW_CREATING' },
    intent: singleDeploy,
    deviations: otherSingleTerms,
    otherwise: [
      ['nobody asked for a contract', { status: 'FUNDS_RESERVED' }],
      ['the contract stands already', { status: 'ESCROW_FUNDING' }],
      ['nothing was set aside', { reserved: false }],
      ['it has milestones', { milestones: BOTH_PENDING }],
    ],
  },
  {
    title: 'deploying for an order with milestones',
    setting: { status: 'ESCROW_CREATING', milestones: BOTH_PENDING },
    intent: multiDeploy,
    deviations: otherMultiTerms,
    otherwise: [['it has no milestones', { milestones: undefined }]],
  },
  {
    title: 'funding',
    setting: { status: 'ESCROW_FUNDING', escrowStatus: 'FUNDING' },
    intent: (scene) => ({
      kind: 'fund',
      contractId: scene.contractId,
      signer: scene.buyer,
      amountStroops: AMOUNT,
      escrow: singleTerms(scene),
    }),
    deviations: [
      otherContract,
      ['another amount', () => ({ amountStroops: '1' }), /the amount/],
      ["the seller's wallet", ({ seller }) => ({ signer: seller }), /buyer's wallet/],
      ...otherSingleTerms,
    ],
    otherwise: [
      ['it is still being deployed', { status: 'ESCROW_CREATING', escrowStatus: 'CREATING' }],
      ['nobody asked for the funding', { escrowStatus: 'CREATED' }],
      ['it is funded already', { status: 'IN_PROGRESS', escrowStatus: 'FUNDED' }],
      ['nothing was set aside', { reserved: false }],
    ],
  },
  {
    title: 'keeping a contract alive',
    setting: { status: 'IN_PROGRESS', escrowStatus: 'FUNDED' },
    intent: ({ contractId }) => ({ kind: 'extendLifetime', contractId }),
    deviations: [['a contract that is not ours', () => ({ contractId: OTHER_CONTRACT }), /no order with the contract/]],
    otherwise: [['the order is closed', { status: 'CLOSED', escrowStatus: 'RELEASED' }]],
  },
]
