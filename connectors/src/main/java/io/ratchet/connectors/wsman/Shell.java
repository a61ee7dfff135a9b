package io.ratchet.connectors.wsman;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A remote shell on one host, over one connection, for one command at a time and one thread. */
public final class Shell implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /** In base64 and sealed it stays below the 150 kB that 2008 R2 takes at once. */
    private static final int INPUT_AT_ONCE = 60_000;

    private final Endpoint endpoint;
    private final KeptConnections kept;
    private final Conversation conversation;
    private final String id;
    private @Nullable String running;

    private Shell(Endpoint endpoint, KeptConnections kept, Conversation conversation, String id) {
        this.endpoint = endpoint;
        this.kept = kept;
        this.conversation = conversation;
        this.id = id;
    }

    /** Logs on over a connection of its own and opens a shell; nothing runs on the host yet. */
    public static Shell open(Endpoint endpoint) throws IOException {
        return open(endpoint, KeptConnections.none(), () -> {}, () -> {});
    }

    /**
     * Opens a shell, over a connection that is logged on already where one is kept; nothing runs on the host yet.
     *
     * @param mayBeLeft called when a shell may have been opened over a kept connection that broke
     * @param olderTls called before anything is sent by a TLS that is older than 1.2; what it throws keeps it from that
     */
    public static Shell open(Endpoint endpoint, KeptConnections kept, Runnable mayBeLeft, Runnable olderTls)
            throws IOException {
        Optional<Conversation> resting = kept.take(endpoint);
        if (resting.isEmpty()) return open(endpoint, kept, new Conversation(endpoint), olderTls);
        try {
            return open(endpoint, kept, resting.get(), olderTls);
        } catch (WsmanFault | SocketTimeoutException | ClosedByInterruptException answered) {
            throw answered;
        } catch (IOException goneMeanwhile) {
            // A host that has forgotten the logon refuses it; else it may have heard us before it hung up.
            if (!(goneMeanwhile instanceof HttpRefusal)) mayBeLeft.run();
            return open(endpoint, kept, new Conversation(endpoint), olderTls);
        }
    }

    private static Shell open(Endpoint endpoint, KeptConnections kept, Conversation conversation, Runnable olderTls)
            throws IOException {
        try {
            conversation.use(olderTls);
            Answer answer = Answer.read(conversation.ask(new Envelope(endpoint, CLOSING).create()));
            if (answer.shell().isEmpty()) throw new IOException("The host opened a shell without a name.");
            return new Shell(endpoint, kept, conversation, answer.shell());
        } catch (IOException | RuntimeException e) {
            conversation.close();
            throw e;
        }
    }

    /** Starts a command; from here on something may run on the host, whatever happens. */
    public void start(String line) throws IOException {
        start(line, false);
    }

    /**
     * Starts a command and gives it {@code input} to read, to its end. A command that does not want it, because it is
     * over already, says what became of it when it is asked: a host's refusal is no failure of its own.
     */
    public void start(String line, byte[] input) throws IOException {
        start(line, true);
        for (int from = 0; from == 0 || from < input.length; from += INPUT_AT_ONCE) {
            int to = Math.min(input.length, from + INPUT_AT_ONCE);
            byte[] part = Arrays.copyOfRange(input, from, to);
            try {
                Answer.read(conversation.ask(new Envelope(endpoint, CLOSING)
                        .send(id, Objects.requireNonNull(running), part, to == input.length)));
            } catch (WsmanFault notWanted) {
                return;
            }
        }
    }

    private void start(String line, boolean pipe) throws IOException {
        Answer answer = Answer.read(conversation.ask(new Envelope(endpoint, CLOSING).command(id, line, pipe)));
        if (answer.command().isEmpty()) throw new IOException("The host started a command without a name.");
        running = answer.command();
    }

    /**
     * What the command has printed since it was last asked, as soon as there is something or it has ended.
     *
     * @param longest how long the host may wait for that before it says that there is nothing
     * @throws WsmanFault {@link WsmanFault#TIMED_OUT} when there is nothing yet
     */
    public Output next(Duration longest) throws IOException {
        String command = running;
        if (command == null) throw new IllegalStateException("no command was started");
        Answer answer = Answer.read(conversation.ask(new Envelope(endpoint, longest).receive(id, command)));
        if (answer.done()) running = null;
        return new Output(answer.out(), answer.err(), answer.done(), (int)
                answer.exitCode().orElse(0));
    }

    /** @param exitCode all 32 bits, once it is done */
    public record Output(byte[] out, byte[] err, boolean done, int exitCode) {}

    /** Leaves it as it is: what runs there runs on, and the host closes the shell some day. */
    public void abandon() {
        conversation.close();
    }

    /**
     * Ends what still runs and closes the shell on the host; throws when the host may keep it open. The connection is
     * kept for the next one.
     */
    @Override
    public void close() throws IOException {
        boolean atRest = false;
        try {
            Envelope envelope = new Envelope(endpoint, CLOSING);
            if (running != null) Answer.read(conversation.ask(envelope.terminate(id, running)));
            Answer.read(conversation.ask(envelope.delete(id)));
            atRest = true;
        } finally {
            if (atRest) kept.give(endpoint, conversation);
            else conversation.close();
        }
    }
}
