#!/usr/bin/env bash
# nmap-query-tool 1.1.8 and secsi-nmaptocsv 1.7.1 (PyPI): a scan of three hosts, of which nmap knows the name of one.
#
# nmap writes of a host either its address or its name with the address in brackets; a remark in the package's code says that the second
# form is still to be added. A good guess: a host with a name is left out. It is, but its ports are given to the host that stands above
# it, so that whoever asks which hosts have 3389 is given another one. secsi-nmaptocsv has all three hosts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nmap-query-tool==1.1.8 secsi-nmaptocsv==1.7.1

cat >hosts.nmap <<'END'
# Nmap 7.93 scan initiated Sat Sep 15 22:00:00 2018 as: nmap -sV -oN hosts.nmap 10.1.2.3 10.1.2.7 10.1.2.9
Nmap scan report for 10.1.2.3
Host is up (0.0010s latency).

PORT    STATE SERVICE  VERSION
443/tcp open  ssl/http Microsoft IIS httpd 10.0

Nmap scan report for win-7.corp.example (10.1.2.7)
Host is up (0.0010s latency).

PORT     STATE SERVICE       VERSION
3389/tcp open  ms-wbt-server Microsoft Terminal Services

Nmap scan report for 10.1.2.9
Host is up (0.0010s latency).

PORT     STATE SERVICE  VERSION
5986/tcp open  ssl/http Microsoft HTTPAPI httpd 2.0

# Nmap done at Sat Sep 15 22:00:09 2018 -- 3 IP addresses (3 hosts up) scanned in 9.00 seconds
END

cat >look.py <<'END'
from NmapQueryTool.lib.scan_data import ScanData

hosts = ScanData.create_from_nmap_data(open("hosts.nmap").read())
print("nmap-query-tool:", *(host.ip + " " + ",".join(host.data_by_port_number) for host in hosts.host_data_list()))
print("nmap-query-tool, hosts with 3389:", *hosts.query_by_port(["3389"]).ips())
END

cat >expected <<'END'
nmap-query-tool: 10.1.2.3 443,3389 10.1.2.9 5986
nmap-query-tool, hosts with 3389: 10.1.2.3
secsi-nmaptocsv: "10.1.2.3";"443" "10.1.2.7";"3389" "10.1.2.9";"5986"
END

{
    venv/bin/python look.py
    venv/bin/nmaptocsv -i hosts.nmap -f ip-port -s -n -o seen.csv >/dev/null
    echo secsi-nmaptocsv: $(tr -d '\r' <seen.csv)
} | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
