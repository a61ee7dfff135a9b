package io.ratchet.app.command;

import io.ratchet.app.server.DataFolder;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.store.audit.KeySuccession;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet audit new-key}: while no server runs on the data folder. */
@Command(
        name = "new-key",
        description = "Has another key sign the audit log from the next start on; the key of before signs that it may.")
final class AuditKeyCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The data folder of the server, which must not be running (default: ./data).")
    private Path data = Path.of("");

    AuditKeyCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        try (DataFolder folder = DataFolder.open(data)) {
            KeySuccession.Followed followed = KeySuccession.follow(folder.path().resolve("keys"), clock.instant());
            terminal.out().println(followed.key().text());
            terminal.say("The key " + followed.before().text() + " is followed by "
                    + followed.key().text() + " and is gone. Hand out '" + followed.publicKey()
                    + "'; whoever has the key of before needs no other.");
            return Exit.DONE;
        }
    }
}
