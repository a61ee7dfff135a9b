package io.ratchet.app.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service stands, where it asked for that: a unit of {@code Type=notify} sets
 * {@code NOTIFY_SOCKET}. The word is sent by its own program {@code systemd-notify}, because Java has no datagram
 * sockets of the file system; the unit must therefore accept words from children ({@code NotifyAccess=all}). A word
 * that could not be sent is a warning, never an end: systemd itself says what it missed.
 */
public final class ServiceNotice {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);
    private static final long PATIENCE_SECONDS = 10;

    private final String program;
    private final boolean asked;

    ServiceNotice(String program, boolean asked) {
        this.program = program;
        this.asked = asked;
    }

    /** @param environment of this process */
    public static ServiceNotice of(Map<String, String> environment) {
        return new ServiceNotice("systemd-notify", environment.containsKey("NOTIFY_SOCKET"));
    }

    /** It serves. */
    public void ready(String status) {
        send("--ready", "--status=" + status);
    }

    private void send(String... words) {
        if (!asked) return;
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        try {
            Process child = new ProcessBuilder(command).inheritIO().start();
            if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly();
                LOG.warn(
                        "systemd was not told that Ratchet is ready: {} did not end in {} s.",
                        program,
                        PATIENCE_SECONDS);
            } else if (child.exitValue() != 0) {
                LOG.warn("systemd was not told that Ratchet is ready: {} ended {}.", program, child.exitValue());
            }
        } catch (IOException e) {
            LOG.warn("systemd was not told that Ratchet is ready: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
