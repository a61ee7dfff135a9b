package io.ratchet.lab.wsman;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An open {@code winrs} shell. */
final class RemoteShell {
    private final String id;
    private final Charset charset;
    private final Map<String, String> environment;
    private final Map<String, RemoteProcess> processes = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private volatile Instant used;

    RemoteShell(String id, Charset charset, Map<String, String> environment, Instant now) {
        this.id = id;
        this.charset = charset;
        this.environment = environment;
        used = now;
    }

    String id() {
        return id;
    }

    /** The variables that whoever opened it has set. */
    Map<String, String> environment() {
        return environment;
    }

    void use(Instant now) {
        used = now;
    }

    Instant used() {
        return used;
    }

    /** How many commands were ever started in it: that is what Windows counts. */
    int started() {
        return started.get();
    }

    int running() {
        return processes.size();
    }

    RemoteProcess open() {
        started.incrementAndGet();
        var process = new RemoteProcess(Soap.upper(), charset);
        processes.put(process.id(), process);
        return process;
    }

    Optional<RemoteProcess> process(String id) {
        return Optional.ofNullable(processes.get(id));
    }

    void close(String processId) {
        RemoteProcess process = processes.remove(processId);
        if (process != null) process.kill();
    }

    void close() {
        processes.values().forEach(RemoteProcess::kill);
        processes.clear();
    }
}
