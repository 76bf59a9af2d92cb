export const USAGE = `What operations staff do with orders and withdrawals that need somebody.

  npm run offerhub -- orders stuck                    the orders that cannot go on by themselves, and what to do
  npm run offerhub -- orders show ID                  all there is to know about one order
  npm run offerhub -- orders retry ID | --all         try the stuck step again at once
  npm run offerhub -- orders abort ID                 close it while no money is on chain; the reservation goes back
  npm run offerhub -- orders resolve ID --transaction HASH
                                                      the stuck step was done by hand, by this transaction
  npm run offerhub -- orders extend ID --deadline KIND --until MOMENT [--milestone REF]
                                                      more time; KIND is reservation, review or dispute
  npm run offerhub -- withdrawals pending             money that is set aside and not paid, and what is stuck
  npm run offerhub -- withdrawals retry ID            try the stuck payment again at once
  npm run offerhub -- withdrawals give-up ID          give the money back, once it cannot be paid any more
  npm run offerhub -- audit log [--order ID | --withdrawal ID]
                                                      what support did, by whom and why

  --by NAME --reason TEXT   who does it, and why: written down with abort, resolve, extend and give-up,
                            which need both
  --limit N                 how many lines a list shows (20, at most 100)
  --json                    one line of JSON instead of text

It finds the stack of "npm start" by its dev.json; or set DATABASE_URL and TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE,
TEMPORAL_UI_URL) as for the API.

Exit codes: 0 done, 1 refused or not found, 2 called wrongly, 3 Temporal or Postgres cannot be reached,
4 accepted, but it has not come out yet.`
