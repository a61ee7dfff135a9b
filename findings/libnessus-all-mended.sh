#!/usr/bin/env bash
# python-libnessus 1.0.0.10 (PyPI): a scan before the change and the scan after it.
#
# Reports can be compared (==, !=) and have a diff with what was added, removed, changed and left as it was. A good guess: a
# report with three findings differs from one with none. They are equal, != is false, and the diff has the host among what is
# unchanged: of a host only its address is compared. Two hosts compared by themselves do differ.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-libnessus==1.0.0.10

cat >look.py <<'END'
from libnessus.parser import NessusParser

ITEM = """<ReportItem port="443" svc_name="www" protocol="tcp" severity="2" pluginID="%d" pluginName="TLS" pluginFamily="General">
<synopsis>TLS</synopsis><description>TLS</description><solution>TLS</solution><risk_factor>Medium</risk_factor></ReportItem>"""


def report(*plugins):
    return NessusParser.parse(f"""<NessusClientData_v2><Policy><policyName>weekly</policyName></Policy><Report name="weekly">
<ReportHost name="10.1.2.3"><HostProperties><tag name="HOST_START">Sat Sep 15 22:00:00 2018</tag>
<tag name="HOST_END">Sat Sep 15 22:10:00 2018</tag><tag name="host-ip">10.1.2.3</tag></HostProperties>
{"".join(ITEM % plugin for plugin in plugins)}</ReportHost></Report></NessusClientData_v2>""")


before, after = report(20007, 42873, 104743), report()
for name, each in (("before", before), ("after", after)):
    print(name, [item.plugin_id for item in each.hosts[0].get_report_items])
print("reports equal:", before == after, "unequal:", before != after)
print({what: sorted(names) for what, names in sorted(before.diff(after).items())})
print("hosts equal:", before.hosts[0] == after.hosts[0])
END

cat >expected <<'END'
before ['20007', '42873', '104743']
after []
reports equal: True unequal: False
{'added': [], 'changed': [], 'removed': [], 'unchanged': ['NessusReportHost::10.1.2.3', 'name']}
hosts equal: False
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
