#!/usr/bin/env bash
# @breejs/later 4.2.0 and croner 11.0.1 (npm): 22:00 on Sundays, 0 22 * * 7.
#
# In a crontab Sunday is 0 or 7. A good guess: so it is here, or 7 is refused. later has Sunday for 0 and for SUN, but for 7
# it has Saturday, so the change night is a day early, and Friday to Sunday (5-7) is Friday and Saturday.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund @breejs/later@4.2.0 croner@11.0.1

cat >look.js <<'END'
const later = require('@breejs/later');
const { Cron } = require('croner');

const from = new Date('2018-10-01T00:00Z');
const day = date => ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()] + ' ' + date.toISOString().slice(5, 10);
later.date.UTC();
for (const cron of ['0 22 * * 0', '0 22 * * SUN', '0 22 * * 7', '0 22 * * 5-7']) {
    console.log(cron.padEnd(12), 'later ', later.schedule(later.parse.cron(cron)).next(4, from).map(day).join(', '));
    console.log(cron.padEnd(12), 'croner', new Cron(cron, { timezone: 'UTC', paused: true }).nextRuns(4, from).map(day).join(', '));
}
END

cat >expected <<'END'
0 22 * * 0   later  Sun 10-07, Sun 10-14, Sun 10-21, Sun 10-28
0 22 * * 0   croner Sun 10-07, Sun 10-14, Sun 10-21, Sun 10-28
0 22 * * SUN later  Sun 10-07, Sun 10-14, Sun 10-21, Sun 10-28
0 22 * * SUN croner Sun 10-07, Sun 10-14, Sun 10-21, Sun 10-28
0 22 * * 7   later  Sat 10-06, Sat 10-13, Sat 10-20, Sat 10-27
0 22 * * 7   croner Sun 10-07, Sun 10-14, Sun 10-21, Sun 10-28
0 22 * * 5-7 later  Fri 10-05, Sat 10-06, Fri 10-12, Sat 10-13
0 22 * * 5-7 croner Fri 10-05, Sat 10-06, Sun 10-07, Fri 10-12
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
