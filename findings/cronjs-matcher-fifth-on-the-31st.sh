#!/usr/bin/env bash
# @datasert/cronjs-matcher 1.4.0 and @datasert/cronjs-parser 1.4.0 (npm): the fifth Monday of the month (MON#5).
#
# The # is Quartz's: the number says which of these days of the month, and the package takes 1 to 5. A good guess: where the 31st is a
# Monday, it is the fifth. It is none, as only the days up to the 30th are looked through. The last Monday (MONL) and the 31st itself
# are found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund @datasert/cronjs-matcher@1.4.0 @datasert/cronjs-parser@1.4.0

cat >look.js <<'END'
const { getFutureMatches } = require('@datasert/cronjs-matcher');
const { parse } = require('@datasert/cronjs-parser');

for (const expression of ['0 22 ? 7,10,12 MON#5', '0 22 ? 7,10,12 MONL', '0 22 31 7,10,12 ?']) {
    const nights = getFutureMatches(parse(expression), { startAt: '2018-07-01T00:00:00Z', endAt: '2018-12-31T23:00:00Z', matchCount: 3 });
    console.log(expression, ...nights.map((night) => night.substring(0, 10)));
}
END

cat >expected <<'END'
0 22 ? 7,10,12 MON#5 2018-07-30 2018-10-29
0 22 ? 7,10,12 MONL 2018-07-30 2018-10-29 2018-12-31
0 22 31 7,10,12 ? 2018-07-31 2018-10-31 2018-12-31
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
