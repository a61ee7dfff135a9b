#!/usr/bin/env bash
# pywinrm 0.5.0 (PyPI): std_err of run_ps() when a script warned, and when its error holds a control character.
#
# PowerShell sends its streams in one CLIXML document, each line with its stream's name and with characters XML cannot
# hold as _xHHHH_. run_ps() offers to clean that to the error text. A good guess: the lines of the stream Error, escapes
# resolved. It joins the lines of every stream (a script that only warned, exit status 0, has errors) and resolves no
# escape but the line end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pywinrm==0.5.0

cat >look.py <<'END'
import winrm


def answer(lines):
    """A host's answer; everything above the transport is the library's own."""

    class Transport:
        def open_shell(self, **_):
            return "shell"

        def run_command(self, *_):
            return "command"

        def get_command_output(self, *_):
            document = f'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{lines}</Objs>'
            return b"", b"#< CLIXML\r\n" + document.encode(), 0

        def cleanup_command(self, *_):
            pass

        def close_shell(self, *_):
            pass

    session = winrm.Session("host.corp.example", auth=("user", "word"))
    session.protocol = Transport()
    return session.run_ps("Test-It")


warned = answer('<S S="Warning">A restart is pending._x000D__x000A_</S><S S="verbose">Looked at 3 values._x000D__x000A_</S>')
print(warned.status_code, warned.std_err)
print(answer('<S S="Error">Column 1_x0009_is missing._x000D__x000A_</S>').std_err)
END

cat >expected <<'END'
0 b'A restart is pending.\nLooked at 3 values.'
b'Column 1_x0009_is missing.'
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
