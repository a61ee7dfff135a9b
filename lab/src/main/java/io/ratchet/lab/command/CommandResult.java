package io.ratchet.lab.command;

/**
 * What a command left behind.
 *
 * @param exitCode as Windows counts it: 32 bits, signed
 */
public record CommandResult(int exitCode, String stdout, String stderr) {
    static CommandResult printed(String stdout) {
        return new CommandResult(0, stdout, "");
    }

    static CommandResult failed(int exitCode, String stderr) {
        return new CommandResult(exitCode, "", stderr);
    }
}
