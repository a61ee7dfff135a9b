// Runs one command on a host by the npm package winrm-client and prints what came back.
const { runCommand } = require('winrm-client');

const [host, port, user, password, line] = process.argv.slice(2);
runCommand(line, host, user, password, Number(port)).then(
  (out) => console.log(String(out).trim()),
  (failed) => {
    console.log('failed: ' + failed);
    process.exitCode = 1;
  }
);
