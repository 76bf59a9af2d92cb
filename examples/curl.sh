#!/usr/bin/env bash
# A whole order through curl: two users, a deposit, an order, its escrow, its release. Ends with 1 at the first answer that is
# not the expected one.
#
#   npm start                   in one terminal
#   examples/curl.sh            in another
#
# API, KEY and FAUCET name a stack that runs elsewhere.
set -euo pipefail

STATE="${OFFERHUB_STATE_DIR:-$(dirname "$0")/../.offerhub}/dev.json"
setting() { node -p "JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')).$1" "$STATE"; }
API="${API:-$(setting apiUrl)}"
KEY="${KEY:-$(setting apiKey)}"
FAUCET="${FAUCET:-$(setting sandbox.faucetUrl)}"
RUN="$(date +%s)-$$"
TRIES=120

fail() { echo "FAILED: $*" >&2; exit 1; }

# request METHOD PATH STATUS [BODY]: the answer, if it has the expected status. Each write has a key of its own, so that it may be
# sent again when the connection breaks.
request() {
  local method=$1 path=$2 expected=$3 body=${4:-} answer
  local options=(-sS -X "$method" -H "Authorization: Bearer $KEY" -w '\n%{http_code}')
  [ "$method" = POST ] && options+=(-H "Idempotency-Key: $RUN:$path" --retry 3 --retry-connrefused)
  [ -n "$body" ] && options+=(-H 'Content-Type: application/json' -d "$body")
  answer=$(curl "${options[@]}" "$API/api/v1$path") || fail "$method $path: no answer from $API"
  [ "${answer##*$'\n'}" = "$expected" ] || fail "$method $path: expected $expected, got: $answer"
  echo "${answer%$'\n'*}"
}

# field NAME: a field of the answer's data, read from standard input.
field() { node -e "const { data } = JSON.parse(require('fs').readFileSync(0, 'utf8')); console.log(data.$1)"; }

expect() { [ "$2" = "$3" ] || fail "$1 is $2, and should be $3"; echo "$1: $2"; }

# wait_for WHAT PATH FIELD VALUE: asks until the field has the value.
wait_for() {
  for _ in $(seq "$TRIES"); do
    [ "$(request GET "$2" 200 | field "$3")" = "$4" ] && { echo "$1: $4"; return; }
    sleep 0.5
  done
  fail "$1 did not become $4"
}

user() { request POST /users 201 "{\"externalUserId\": \"curl-$1-$RUN\", \"type\": \"$1\"}" | field id; }

BUYER=$(RUN="$RUN-buyer" user BUYER)
SELLER=$(RUN="$RUN-seller" user SELLER)
echo "buyer: $BUYER"
echo "seller: $SELLER"

wait_for 'wallet ready' "/users/$BUYER/wallet/deposit" ready true
ADDRESS=$(request GET "/users/$BUYER/wallet/deposit" 200 | field address)
curl -fsS -X POST "$FAUCET" -H 'Content-Type: application/json' -d "{\"address\": \"$ADDRESS\", \"amount\": \"100.00\"}" > /dev/null ||
  fail "the faucet at $FAUCET did not pay"
wait_for 'buyer has' "/users/$BUYER/balance" available 100.00

ORDER=$(request POST /orders 201 \
  "{\"buyerId\": \"$BUYER\", \"sellerId\": \"$SELLER\", \"amount\": \"50.00\", \"title\": \"Logo design\"}" | field id)
echo "order: $ORDER"

expect 'after reserve' "$(request POST "/orders/$ORDER/reserve" 200 | field status)" FUNDS_RESERVED
expect 'after escrow' "$(request POST "/orders/$ORDER/escrow" 200 | field status)" ESCROW_CREATING
expect 'after fund' "$(request POST "/orders/$ORDER/escrow/fund" 200 | field status)" IN_PROGRESS
expect 'after release' "$(request POST "/orders/$ORDER/resolution/release" 200 '{"requestedBy": "BUYER"}' | field status)" CLOSED
request POST "/orders/$ORDER/cancel" 409 > /dev/null
echo 'a closed order cannot be cancelled: 409'

expect 'order ended' "$(request GET "/orders/$ORDER" 200 | field finalStatus)" RELEASED
expect 'buyer has' "$(request GET "/users/$BUYER/balance" 200 | field available)" 50.00
expect 'seller has' "$(request GET "/users/$SELLER/balance" 200 | field available)" 50.00
echo 'OK'
