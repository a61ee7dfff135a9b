package io.ratchet.app.demo;

import io.ratchet.app.server.DataFolder;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.server.WebServer;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.console.Access;
import io.ratchet.console.Person;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One start of the demo: with a console for people, or headless to the end. */
public final class DemoRun {
    private final Terminal terminal;
    private final Lifetime lifetime;
    private final DemoNight.Opening opening;

    public DemoRun(Terminal terminal, Lifetime lifetime, DemoNight.Opening opening) {
        this.terminal = terminal;
        this.lifetime = lifetime;
        this.opening = opening;
    }

    /** Runs the nights to their end, approving by the demo's policy, and prints what came of it. */
    public int once(Path data, boolean json) throws InterruptedException {
        DataFolder folder = lifetime.closeOnStop(DataFolder.open(data));
        DemoNight night = lifetime.closeOnStop(opening.open(folder));
        night.begin(terminal::say);
        DemoOutcome outcome = night.toTheEnd(terminal::say);
        if (json) terminal.out().println(outcome.json());
        else DemoTable.print(outcome, terminal.out());
        outcome.surprises().forEach(surprise -> terminal.say("Not as expected: " + surprise));
        return outcome.expected() ? Exit.DONE : Exit.NOT_AS_WISHED;
    }

    /** Shows the queue on a page and waits for people, until somebody stops the process. */
    public int withConsole(Path data, int port) throws InterruptedException {
        DataFolder folder = lifetime.closeOnStop(DataFolder.open(data));
        DemoNight night = lifetime.closeOnStop(opening.open(folder));
        Access access = new Access(
                Optional.of(Person.ofAllRoles("demo")), Map.of(Access.hash(folder.token()), Person.owner("demo")));
        // Before the fleet starts: a port that is taken is said at once.
        WebServer server =
                lifetime.closeOnStop(WebServer.start(new ServeSettings.Http("127.0.0.1", port), access, night.ports()));
        night.begin(terminal::say);
        folder.announce(server.address());
        terminal.say(
                "Approve the plans at " + server.address() + "/ (Ctrl-C stops; the next start goes on from there).");
        night.goOn(terminal::say);
        lifetime.awaitStop();
        return Exit.STOPPED;
    }
}
