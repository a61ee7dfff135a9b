#!/usr/bin/env bash
# nessus_file_reader 0.9.0 (PyPI): plugin_output() of a plug-in that reported on several ports of a host.
#
# A good guess: the outputs of all ports, the first, or an error that there are several. It returns the last one and says
# nothing of the others, so a host whose port 443 speaks TLS 1.0 is read by its port 3389. plugin_outputs() has them all,
# as one text without ports.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nessus_file_reader==0.9.0

cat >look.py <<'END'
import nessus_file_reader as nfr

item = """<ReportItem port="%s" svc_name="%s" protocol="tcp" severity="0" pluginID="56984"
 pluginName="SSL / TLS Versions Supported" pluginFamily="General"><plugin_output>
This port supports %s.
</plugin_output></ReportItem>"""
with open("scan.nessus", "w") as file:
    file.write('<?xml version="1.0" ?><NessusClientData_v2><Report name="r"><ReportHost name="10.1.2.3"><HostProperties>'
               '<tag name="host-ip">10.1.2.3</tag></HostProperties>'
               + item % (443, "www", "TLSv1.0/TLSv1.2") + item % (3389, "msrdp", "TLSv1.2")
               + "</ReportHost></Report></NessusClientData_v2>")
root = nfr.file.nessus_scan_file_root_element("scan.nessus")
host = nfr.scan.report_hosts(root)[0]
print("one: ", nfr.plugin.plugin_output(root, host, "56984").split())
print("all: ", nfr.plugin.plugin_outputs(root, host, "56984").split())
END

cat >expected <<'END'
one:  ['This', 'port', 'supports', 'TLSv1.2.']
all:  ['This', 'port', 'supports', 'TLSv1.0/TLSv1.2.', 'This', 'port', 'supports', 'TLSv1.2.']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
