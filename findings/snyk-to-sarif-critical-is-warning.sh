#!/usr/bin/env bash
# snyk-to-sarif 1.1.1 (npm): what is critical, and the name of the library that has it.
#
# SARIF 2.1.0: the level of a rule's defaultConfiguration is that of its results, error being the worst, and fullDescription says what the
# rule finds. A good guess: critical is no less than high, as it is in the results, and the description names the library. The rule of
# what is critical is a warning, as that of what is low, and the one of what is high is an error. Every library's name is NaN: the
# sentence before it is divided by it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund snyk-to-sarif@1.1.1

cat >make.js <<'END'
const vulnerabilities = ['low', 'medium', 'high', 'critical'].map((severity) => ({
    id: `EXAMPLE-${severity}`, title: 'Weak Cipher', packageName: 'org.example:tls', version: '1.0', severity,
    description: 'TLS 1.0 can be read.', identifiers: { CWE: ['CWE-327'], CVE: [] },
}));
console.log(JSON.stringify({ ok: false, displayTargetFile: 'pom.xml', vulnerabilities }));
END

cat >look.js <<'END'
const [{ tool, results }] = JSON.parse(require('fs').readFileSync('seen.sarif')).runs;
for (const { ruleId, level } of results) {
    const rule = tool.driver.rules.find(({ id }) => id === ruleId);
    console.log(ruleId, 'result', level, 'rule', rule.defaultConfiguration.level, rule.fullDescription.text);
}
END

cat >expected <<'END'
EXAMPLE-low result note rule warning NaN introduces a Weak Cipher vulnerability
EXAMPLE-medium result warning rule warning NaN introduces a Weak Cipher vulnerability
EXAMPLE-high result error rule error NaN introduces a Weak Cipher vulnerability
EXAMPLE-critical result error rule warning NaN introduces a Weak Cipher vulnerability
END

node make.js >snyk.json
npx --no-install snyk-to-sarif -i snyk.json -o seen.sarif
node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
