# The same commands as WinrmRun, by pywinrm: one after another on each host, all hosts at once, once to become warm and
# once to be counted.
import re
import resource
import sys
import threading

import winrm

inventory = open(sys.argv[1]).read()
commands = int(sys.argv[2])


def said(name):
    line = re.search(r'(?m)^    %s: "?(.*?)"?$' % name, inventory)
    return re.sub(r"\\(.)", r"\1", line.group(1)) if line else None


scheme = said("ansible_winrm_scheme")
authority = said("ansible_winrm_ca_trust_path")
hosts = re.findall(r"ansible_host: (\S+)\n      ansible_port: (\d+)", inventory)
failed = []


def on(host, port):
    try:
        session = winrm.Session(
            "%s://%s:%s/wsman" % (scheme, host, port),
            auth=(said("ansible_user"), said("ansible_password")),
            transport="ntlm",
            ca_trust_path=authority or "legacy_requests",
        )
        for _ in range(commands):
            if not session.run_cmd("hostname").std_out.strip():
                failed.append(host)
    except Exception as problem:
        failed.append("%s: %s" % (host, problem))


def on_all():
    threads = [threading.Thread(target=on, args=each) for each in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit("Failed: " + failed[0])


def cpu():
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


on_all()
before = cpu()
on_all()
print("cpu %.4f" % (cpu() - before))
