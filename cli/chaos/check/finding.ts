/** Something that must not be. `lost`: accepted and not done. `duplicated`: done twice. The rest contradicts itself. */
export type Finding = { readonly kind: 'lost' | 'duplicated' | 'violation'; readonly says: string }

export function lost(says: string): Finding {
  return { kind: 'lost', says }
}

export function duplicated(says: string): Finding {
  return { kind: 'duplicated', says }
}

export function violation(says: string): Finding {
  return { kind: 'violation', says }
}
