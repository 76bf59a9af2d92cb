import type { UserView } from '../../db/users/readUser.ts'

export function presentUser(user: UserView) {
  return {
    id: user.id,
    externalUserId: user.externalUserId,
    email: user.email,
    type: user.type,
    status: user.status,
    wallet: { address: user.walletAddress, ready: user.walletStatus === 'READY' },
    createdAt: user.createdAt,
    created_at: user.createdAt,
  }
}
