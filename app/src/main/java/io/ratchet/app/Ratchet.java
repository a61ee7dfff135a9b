package io.ratchet.app;

import io.ratchet.app.command.CommandTree;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;

/** The program. Everything it can do is a command of {@link CommandTree}. */
public final class Ratchet {
    private Ratchet() {}

    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        Lifetime lifetime = new Lifetime();
        // Only a signal finds the lifetime still running here: whatever holds state saves it, and scripts see that the
        // work was not finished.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (lifetime.interrupt()) Runtime.getRuntime().halt(Exit.STOPPED);
                        },
                        "ratchet-stop"));
        int exit = new CommandTree(terminal, lifetime).run(args);
        lifetime.closeAll();
        lifetime.end();
        System.exit(exit);
    }
}
