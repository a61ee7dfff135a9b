#!/usr/bin/env bash
# nsyslog-parser 0.10.1 and glossy 0.1.7 (npm): structured data of a syslog event (RFC 5424) with an escape in it.
#
# RFC 5424, 6.3.3: quotes, backslashes and ] inside a value are written as \", \\ and \]. A good guess: a parser takes the
# escapes away, or keeps them in the value; nsyslog-parser keeps those of backslash and bracket. With a quote in one value
# the event has no structured data at all, and all its fields stand before its message. glossy reads every one of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund nsyslog-parser@0.10.1 glossy@0.1.7

cat >look.js <<'END'
const nsyslog = require('nsyslog-parser');
const glossy = require('glossy').Parse;

for (const key of ['plain', 'a\\\\b', 'a\\"b', 'a[0\\]']) {
    const event = `<134>1 2018-10-11T22:14:15Z win-7 schannel 5 36874 [tls@32473 port="3389" key="${key}"] refused`;
    const one = nsyslog(event);
    const other = glossy.parse(event);
    console.log('nsyslog-parser', JSON.stringify(one.structuredData), one.message);
    console.log('glossy        ', JSON.stringify(other.structuredData), other.message);
}
END

cat >expected <<'END'
nsyslog-parser [{"$id":"tls@32473","port":"3389","key":"plain"}] refused
glossy         {"tls@32473":{"port":"3389","key":"plain"}} refused
nsyslog-parser [{"$id":"tls@32473","port":"3389","key":"a\\\\b"}] refused
glossy         {"tls@32473":{"port":"3389","key":"a\\b"}} refused
nsyslog-parser [] [tls@32473 port="3389" key="a\"b"] refused
glossy         {"tls@32473":{"port":"3389","key":"a\"b"}} refused
nsyslog-parser [{"$id":"tls@32473","port":"3389","key":"a[0\\]"}] refused
glossy         {"tls@32473":{"port":"3389","key":"a[0]"}} refused
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
