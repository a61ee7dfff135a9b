#!/usr/bin/env bash
# sarif-junit 1.1.4 (npm): a result of a SARIF log that does not say its level.
#
# SARIF 2.1.0, 3.27.10: where `level` is absent, the level is that of the rule, or else a warning. A good guess: so the result
# fails, as one with "level": "warning" does. It is a test that passed, though the rule's level is error, and even where the
# result has "kind": "fail".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund sarif-junit@1.1.4

cat >look.js <<'END'
const { readFileSync, writeFileSync } = require('fs');
const convert = require('sarif-junit/lib/converter');

const result = (host, rest) => ({
    ruleId: 'TLS10', message: { text: `${host} offers TLS 1.0` },
    locations: [{ physicalLocation: { artifactLocation: { uri: `${host}.json` } } }], ...rest
});
writeFileSync('log.sarif', JSON.stringify({
    version: '2.1.0',
    runs: [{
        tool: { driver: { name: 'scan', rules: [{ id: 'TLS10', defaultConfiguration: { level: 'error' } }] } },
        results: [result('win-7', { level: 'error' }), result('win-8', { level: 'warning' }), result('win-9', {}),
            result('win-10', { kind: 'fail' })]
    }]
}));
convert({ _: [], i: 'log.sarif', o: 'junit.xml' });
const junit = readFileSync('junit.xml', 'utf8');
console.log(/<testsuite [^>]*(tests="\d+" failures="\d+")/.exec(junit)[1]);
for (const test of junit.split('<testcase ').slice(1))
    console.log(/ name="([^"]*)"/.exec(test)[1], test.includes('<failure') ? 'failed' : 'passed');
END

cat >expected <<'END'
tests="4" failures="2"
win-7 offers TLS 1.0 failed
win-8 offers TLS 1.0 failed
win-9 offers TLS 1.0 passed
win-10 offers TLS 1.0 passed
END

node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
