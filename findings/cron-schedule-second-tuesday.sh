#!/usr/bin/env bash
# cron-schedule 6.0.0 and croner 11.0.1 (npm): 22:00 on the second Tuesday of the month, 0 22 * * 2#2.
#
# cron-schedule does not offer #, and refuses other signs it does not offer (L for the last day). A good guess: it refuses #
# too. It takes the number before the sign and forgets the rest, so the change night of Patch Tuesday is every Tuesday;
# likewise 1W, the first working day of the month, is its first day. croner, which offers both, gives what is meant.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund cron-schedule@6.0.0 croner@11.0.1

cat >look.js <<'END'
const { Cron } = require('croner');

const day = date => date.toISOString().slice(0, 10);
import('cron-schedule').then(({ parseCronExpression }) => {
    for (const [cron, from] of [['0 22 * * 2#2', '2018-10-01T00:00Z'], ['0 22 1W * *', '2018-12-01T00:00Z'], ['0 22 L * *', '2018-10-01T00:00Z']]) {
        try {
            console.log(cron, 'cron-schedule', ...parseCronExpression(cron).getNextDates(3, new Date(from)).map(day));
        } catch (refused) {
            console.log(cron, 'cron-schedule', 'refused');
        }
        console.log(cron, 'croner       ', ...new Cron(cron, { timezone: 'UTC', paused: true }).nextRuns(3, new Date(from)).map(day));
    }
});
END

cat >expected <<'END'
0 22 * * 2#2 cron-schedule 2018-10-02 2018-10-09 2018-10-16
0 22 * * 2#2 croner        2018-10-09 2018-11-13 2018-12-11
0 22 1W * * cron-schedule 2018-12-01 2019-01-01 2019-02-01
0 22 1W * * croner        2018-12-03 2019-01-01 2019-02-01
0 22 L * * cron-schedule refused
0 22 L * * croner        2018-10-31 2018-11-30 2018-12-31
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
