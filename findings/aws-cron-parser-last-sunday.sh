#!/usr/bin/env bash
# aws-cron-parser 1.1.12 (npm): the last Sunday of the month (1L).
#
# The cron expressions of Amazon's CloudWatch run in UTC, and the package gives UTC. A good guess: it gives the same nights wherever it
# runs. Whether it is another month a week later it asks the machine's clock: in Berlin the last Sunday of October has 25 hours, and if
# it is the 25th (2015, 2020, 2026), it is still October seven times 24 hours later. Then October has no last Sunday.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund aws-cron-parser@1.1.12

cat >look.js <<'END'
const { parse, next } = require('aws-cron-parser');

for (const expression of ['0 22 ? * 1L *', '0 22 ? * 7L *']) {
    const nights = [];
    for (let after = new Date('2020-09-01T00:00:00Z'); nights.length < 3; nights.push(after.toISOString().substring(0, 10))) {
        after = next(parse(expression), after);
    }
    console.log(process.env.TZ, expression, ...nights);
}
END

cat >expected <<'END'
UTC 0 22 ? * 1L * 2020-09-27 2020-10-25 2020-11-29
UTC 0 22 ? * 7L * 2020-09-26 2020-10-31 2020-11-28
Europe/Berlin 0 22 ? * 1L * 2020-09-27 2020-11-29 2020-12-27
Europe/Berlin 0 22 ? * 7L * 2020-09-26 2020-10-31 2020-11-28
END

for zone in UTC Europe/Berlin; do
    TZ=$zone node look.js
done | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
