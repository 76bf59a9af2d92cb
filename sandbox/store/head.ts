import type { DatabaseSync } from 'node:sqlite'

/** The last closed ledger. */
export interface Head {
  readonly passphrase: string
  readonly sequence: number
  readonly closeTimeSeconds: number
  readonly hashHex: string
  readonly headerXdr: Uint8Array
  readonly genesisCloseTimeSeconds: number
}

export interface HeadStore {
  read(): Head | undefined
  write(head: Head): void
}

/** How far the chain is. */
export function openHead(database: DatabaseSync): HeadStore {
  const select = database.prepare('SELECT * FROM head WHERE id = 1')
  const upsert = database.prepare(
    `INSERT INTO head (id, passphrase, sequence, close_time, hash, header, genesis_close_time)
     VALUES (1, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, close_time = excluded.close_time,
       hash = excluded.hash, header = excluded.header`,
  )
  return {
    read: () => {
      const row = select.get()
      if (row === undefined) return undefined
      return {
        passphrase: String(row.passphrase),
        sequence: Number(row.sequence),
        closeTimeSeconds: Number(row.close_time),
        hashHex: String(row.hash),
        headerXdr: row.header as Uint8Array,
        genesisCloseTimeSeconds: Number(row.genesis_close_time),
      }
    },
    write: (head) => {
      const { passphrase, sequence, closeTimeSeconds, hashHex, headerXdr, genesisCloseTimeSeconds } = head
      upsert.run(passphrase, sequence, closeTimeSeconds, hashHex, headerXdr, genesisCloseTimeSeconds)
    },
  }
}
