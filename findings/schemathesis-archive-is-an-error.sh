#!/usr/bin/env bash
# schemathesis 4.32.5 (PyPI): an operation that takes an archive.
#
# A good guess: a body of a media type that it cannot write is left out with a warning, or sent as the bytes it drew, and what
# passes is told by the exit code. A body of application/zip without a schema is passed by the phase coverage and an error in the
# phase fuzzing, so that a run of which every case passed ends with 1; with a serializer of two lines it ends with 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5

cat >api.json <<'END'
{"openapi": "3.1.0", "info": {"title": "Reports", "version": "1"}, "paths": {"/reports": {"post": {
  "requestBody": {"required": true, "content": {"application/zip": {}}},
  "responses": {"202": {"description": "Taken in"}}}}}}
END
cat >server.py <<'END'
from http.server import BaseHTTPRequestHandler, HTTPServer


class Takes(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def refuse(self):
        self.send_response(405)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_TRACE = do_QUERY = refuse

    def log_message(self, *words):
        pass


server = HTTPServer(("127.0.0.1", 0), Takes)
with open("port", "w") as file:
    file.write(str(server.server_port))
server.serve_forever()
END
cat >as_it_is.py <<'END'
import schemathesis


@schemathesis.serializer("application/zip")
def as_it_is(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
END
python3 server.py &
server=$!
until [ -s port ]; do sleep 0.1; done

run() {
    local ended=0
    venv/bin/schemathesis run api.json --url "http://127.0.0.1:$(cat port)" --checks=not_a_server_error \
        --phases="$1" --max-examples=5 --seed=1 >out 2>&1 || ended=$?
    echo "$1: ends with $ended$(grep -q 'No supported serializers' out && echo ', no serializer' || true)"
}
{
    run coverage
    run fuzzing
    export SCHEMATHESIS_HOOKS=$PWD/as_it_is.py
    echo 'with a serializer'
    run fuzzing
} | tee seen

cat >expected <<'END'
coverage: ends with 0
fuzzing: ends with 1, no serializer
with a serializer
fuzzing: ends with 0
END
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
