import type { Database } from '../../db/connect.ts'

/** What a double entry costs at the least: two balances moved, two lines written, in one function call. */
export async function createPlainLedger({ sql }: Database, accounts: number): Promise<void> {
  await sql.unsafe(`
    create table plain_accounts (id int primary key, balance bigint not null check (balance >= 0)) with (fillfactor = 70);
    create table plain_entries (
      id bigint generated always as identity primary key, transfer bigint not null, account int not null, amount bigint not null
    );
    create sequence plain_transfers;
    create function plain_transfer(payer int, payee int, amount bigint) returns bigint language plpgsql as $$
    declare transfer bigint := nextval('plain_transfers');
    begin
      -- In the order of ids, so that two transfers never wait for each other in a circle.
      perform from plain_accounts where id in (payer, payee) order by id for no key update;
      update plain_accounts set balance = balance - amount where id = payer;
      update plain_accounts set balance = balance + amount where id = payee;
      insert into plain_entries (transfer, account, amount) values (transfer, payer, -amount), (transfer, payee, amount);
      return transfer;
    end $$;
    insert into plain_accounts select n, 10^17::bigint from generate_series(0, ${accounts * 2 - 1}) n;
  `)
}

let count = 0

/** Payers are the first half of the accounts, payees the second. */
export async function transferOne({ sql }: Database, accounts: number, isSpread: boolean): Promise<void> {
  const number = count++
  const payer = isSpread ? number % accounts : 0
  await sql`select plain_transfer(${payer}::int, ${accounts + (number % accounts)}::int, 10000000::bigint)`
}
