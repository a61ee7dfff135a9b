#!/usr/bin/env bash
# winrm-client 0.0.11 (npm): a command whose output comes in two answers, and which ends with the exit code 1.
#
# MS-WSMV: an answer to Receive says the state of the command; while it is Running, the client asks again, and the answer with Done has
# the exit code. A good guess: runPowershell() gives the whole output, and tells that it failed. It asks once, gives what that answer
# holds as the output, and deletes the shell, which ends the command: a long script is broken off and looks done. What was written to
# stderr is left out where stdout has anything. The peer here answers on this machine in the words of WinRM.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund winrm-client@0.0.11

cat >look.js <<'END'
const http = require('http');
const { runPowershell } = require('winrm-client');

const SHELL = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell';
const NAMES = [
    ['s', 'http://www.w3.org/2003/05/soap-envelope'],
    ['a', 'http://schemas.xmlsoap.org/ws/2004/08/addressing'],
    ['x', 'http://schemas.xmlsoap.org/ws/2004/09/transfer'],
    ['w', 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'],
    ['rsp', SHELL],
].map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`).join('');
const COMMAND = '22222222-2222-2222-2222-222222222222';

const stream = (name, text) => `<rsp:Stream Name="${name}" CommandId="${COMMAND}">${Buffer.from(text).toString('base64')}</rsp:Stream>`;
const state = (name, inside) => `<rsp:CommandState CommandId="${COMMAND}" State="${SHELL}/CommandState/${name}">${inside}</rsp:CommandState>`;

const received = [
    stream('stdout', 'TLS 1.0 is off\r\n') + stream('stderr', 'TLS 1.1 cannot be turned off\r\n') + state('Running', ''),
    stream('stdout', 'Restart needed\r\n') + state('Done', '<rsp:ExitCode>1</rsp:ExitCode>'),
];
const answers = {
    Create: () => '<x:ResourceCreated><a:ReferenceParameters><w:SelectorSet><w:Selector Name="ShellId">11111111-1111-1111-1111-111111111111'
        + '</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>',
    Command: () => `<rsp:CommandResponse><rsp:CommandId>${COMMAND}</rsp:CommandId></rsp:CommandResponse>`,
    Receive: () => `<rsp:ReceiveResponse>${received.shift()}</rsp:ReceiveResponse>`,
    Delete: () => '',
};

const peer = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
        const action = /\/(Create|Command|Receive|Delete)</.exec(body)[1];
        console.log('asked', action);
        response.setHeader('Content-Type', 'application/soap+xml;charset=UTF-8');
        response.end(`<s:Envelope${NAMES}><s:Header/><s:Body>${answers[action]()}</s:Body></s:Envelope>`);
    });
});
peer.listen(0, '127.0.0.1', async () => {
    const output = await runPowershell('Disable-Protocols', '127.0.0.1', 'example', 'example', peer.address().port);
    console.log('output', JSON.stringify(output));
    console.log('answers not asked for', received.length);
    peer.close();
    peer.closeAllConnections();
});
END

cat >expected <<'END'
asked Create
asked Command
asked Receive
asked Delete
output "TLS 1.0 is off"
answers not asked for 1
END

node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
