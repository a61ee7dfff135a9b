package io.ratchet.lab.machine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated host must still know when the whole simulation was killed and started again.
 *
 * @param changes how many changes its journal holds; lines beyond it never happened
 * @param boot what was computed when it booted; null before its first boot here
 * @param installations by task name
 * @param shutdownAsked when a restart was asked for that has not happened yet; null when none was
 * @param spent how often each fault that happens a limited number of times has happened
 * @param undone the runs that were put back here, as a file in {@code C:\Windows\Ratchet} names them
 * @param lastRun the run that last began to change this host, as another file there names it; empty before the first
 */
public record Memory(
        long changes,
        @Nullable Boot boot,
        Map<String, Installation> installations,
        @Nullable Instant shutdownAsked,
        Map<String, Integer> spent,
        Set<String> undone,
        String lastRun) {
    /** A host that was never seen before. */
    public static final Memory NONE = new Memory(0, null, Map.of(), null, Map.of(), Set.of(), "");

    public Memory {
        installations = Map.copyOf(installations);
        spent = Map.copyOf(spent);
        undone = Set.copyOf(undone);
    }

    /**
     * What only a boot changes.
     *
     * @param server protocols that listeners of the host accept
     * @param client protocols that an outgoing connection may name
     * @param dotnet protocols that a .NET program offers by default
     * @param forgotten values, by {@code key\name}, that the host will have again at the next boot whatever is written;
     *     missing: none
     */
    public record Boot(
            List<String> server, List<String> client, List<String> dotnet, Map<String, RegistryValue> forgotten) {
        public Boot {
            server = List.copyOf(server);
            client = List.copyOf(client);
            dotnet = List.copyOf(dotnet);
            forgotten = Map.copyOf(forgotten);
        }
    }

    /**
     * An installer that a SYSTEM task has started, once and for all.
     *
     * @param file the package's path on the host
     * @param status {@code running}, {@code ended}, {@code interrupted}
     * @param exitCode unsigned; means nothing before it has ended
     */
    public record Installation(String file, String status, long exitCode) {
        static final String RUNNING = "running";
        static final String ENDED = "ended";
        static final String INTERRUPTED = "interrupted";

        public boolean running() {
            return status.equals(RUNNING);
        }

        public boolean ended() {
            return status.equals(ENDED);
        }
    }
}
