#!/usr/bin/env bash
# js-feel 1.4.7 (npm): the months between two dates, in FEEL, the language of conditions of DMN.
#
# DMN has a function for the years and months from one date to another. A good guess: from 1 January to the next 1 January it is a year.
# It is eleven months, unless the year is a leap year, and from 1 February to 1 March none: the days between are divided by the mean
# length of a month and the rest is cut off. The example in DMN itself, which has days left over, is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund js-feel@1.4.7

cat >look.js <<'END'
const { feel } = require('js-feel')();

(async () => {
    for (const [from, to] of [['2018-01-01', '2019-01-01'], ['2016-01-01', '2017-01-01'], ['2018-02-01', '2018-03-01'], ['2011-12-22', '2013-08-24']]) {
        const between = `years and months duration(date("${from}"), date("${to}"))`;
        const seen = [];
        for (let months = 0; months < 30; months++) {
            if (await feel.parse(`${between} = duration("P${months}M")`).build({})) seen.push(months);
        }
        console.log(from, 'to', to, 'months:', ...seen);
    }
})();
END

cat >expected <<'END'
2018-01-01 to 2019-01-01 months: 11
2016-01-01 to 2017-01-01 months: 12
2018-02-01 to 2018-03-01 months: 0
2011-12-22 to 2013-08-24 months: 20
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
