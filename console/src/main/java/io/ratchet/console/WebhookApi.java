package io.ratchet.console;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.wire.HmacSha256;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Takes signed reports in. The signature is {@code v1=} and the HMAC-SHA256, in hexadecimal, of the time stamp (seconds
 * since 1970), a dot and the body; the time stamp keeps one that was overheard from being sent again later, and the
 * same bytes sent again in time are known as a duplicate. Nothing is kept before its signature is known but in memory,
 * or for a large one in a private file that is dropped; whoever signs wrongly is barred like whoever guesses tokens.
 * Whoever has the wrong name or key gets the same answer.
 */
@RestController
final class WebhookApi {
    static final String PATH = "/api/v1/webhooks/";

    /** Of one body. */
    static final long MOST_BYTES = 16L << 20;

    /** What is larger waits for its signature in a private file instead of in memory. */
    static final int IN_MEMORY = 1 << 20;

    /** So many bodies that are larger may be on their way from one address, whatever they are signed with. */
    static final int LARGE_FROM_ONE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookApi.class);
    private static final Duration APART = Duration.ofMinutes(5);
    private static final int CHUNK = 1 << 16;
    private static final Pattern SHAPE = Pattern.compile("v1=[0-9a-f]{64}");
    private static final String UNSIGNED =
            "The signature is not that of a webhook of this server; sign the time stamp, a dot and the"
                    + " body with its key: 'Ratchet-Signature: v1=' and the HMAC-SHA256 in hexadecimal.";

    private final ConsolePorts ports;
    private final Map<String, Supplier<String>> keys;
    private final SignedDoor door;
    private final Map<String, Integer> large = new HashMap<>();

    /** Why a key cannot be read, as the log has it already. */
    private final Map<String, String> keyless = new ConcurrentHashMap<>();

    WebhookApi(ConsolePorts ports, Access access, SignIns signIns) {
        this.ports = ports;
        this.keys = access.webhooks();
        this.door = new SignedDoor("webhook ", signIns);
    }

    @PostMapping(PATH + "{name}")
    ResponseEntity<byte[]> take(
            @PathVariable String name,
            @RequestHeader(name = "Ratchet-Timestamp", defaultValue = "") String timestamp,
            @RequestHeader(name = "Ratchet-Signature", defaultValue = "") String signature,
            HttpServletRequest request)
            throws IOException {
        String address = request.getRemoteAddr();
        door.enter(address, name);
        if (!timely(timestamp))
            throw refused("'Ratchet-Timestamp' must be the time of sending in seconds since 1970, at most "
                    + APART.toMinutes() + " minutes apart from this machine's clock.");
        if (!SHAPE.matcher(signature).matches()) throw unsigned(address);
        Signature wanted = new Signature(name, begun(name, timestamp), signature);
        InputStream body = request.getInputStream();
        byte[] first = body.readNBytes(IN_MEMORY + 1);
        if (first.length > IN_MEMORY) return large(wanted, address, first, body);
        wanted.mac().over(first);
        if (!holds(wanted)) throw unsigned(address);
        door.came(address, name);
        return kept(file -> {
            Files.write(file, first);
            return taken(name, file);
        });
    }

    /** What a body must be signed with. */
    private record Signature(String name, HmacSha256 mac, String given) {}

    /** A file that nobody else can read and that is gone at the end. */
    @FunctionalInterface
    private interface Kept {
        ResponseEntity<byte[]> in(Path file) throws IOException;
    }

    private ResponseEntity<byte[]> kept(Kept what) throws IOException {
        Path file = Files.createTempFile(ports.uploads(), "webhook-", ".part");
        try {
            return what.in(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private ResponseEntity<byte[]> large(Signature wanted, String address, byte[] first, InputStream body)
            throws IOException {
        if (!enter(address))
            throw new ResponseStatusException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "Too many large reports are on their way from this address; send them one after another.");
        try {
            return kept(file -> {
                keep(first, body, wanted.mac(), file);
                if (!holds(wanted)) throw unsigned(address);
                door.came(address, wanted.name());
                return taken(wanted.name(), file);
            });
        } finally {
            leave(address);
        }
    }

    private boolean enter(String address) {
        synchronized (large) {
            if (large.getOrDefault(address, 0) >= LARGE_FROM_ONE) return false;
            large.merge(address, 1, Integer::sum);
            return true;
        }
    }

    private void leave(String address) {
        synchronized (large) {
            large.computeIfPresent(address, (from, now) -> now <= 1 ? null : now - 1);
        }
    }

    private static void keep(byte[] first, InputStream body, HmacSha256 mac, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            mac.over(first);
            out.write(first);
            byte[] chunk = new byte[CHUNK];
            long total = first.length;
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                total += read;
                if (total > MOST_BYTES)
                    throw FailureException.of(
                            FailureCode.INTAKE_TOO_LARGE,
                            "The report is larger than 16 MiB; send it in parts, or with a token to /api/v1/reports.");
                mac.over(chunk, read);
                out.write(chunk, 0, read);
            }
        }
    }

    private ResponseEntity<byte[]> taken(String name, Path file) {
        String by = "user:" + Webhook.USER + name;
        List<Coverage> coverages = ports.intake().take(Webhook.USER + name, file, by);
        return Answers.receipt(Webhook.USER + name, coverages, ports.outlook().elsewhere(by));
    }

    private boolean timely(String timestamp) {
        if (!timestamp.matches("[0-9]{1,11}")) return false;
        Duration apart = Duration.between(
                Instant.ofEpochSecond(Long.parseLong(timestamp)), ports.clock().instant());
        return apart.abs().compareTo(APART) <= 0;
    }

    /** Whoever names a sender that is not known waits as long for an answer. */
    private HmacSha256 begun(String name, String timestamp) {
        @Nullable Supplier<String> key = keys.get(name);
        return (key == null ? HmacSha256.ofNobody() : HmacSha256.of(read(name, key))).over(timestamp + ".");
    }

    /** The log says once for each reason why a key cannot be read, however many then come. */
    private String read(String name, Supplier<String> key) {
        try {
            String read = key.get();
            if (keyless.remove(name) != null) LOG.info("What webhook '{}' sends can be checked again.", name);
            return read;
        } catch (FailureException e) {
            String why = e.failure().message();
            if (!why.equals(keyless.put(name, why)))
                LOG.warn("What webhook '{}' sends cannot be checked and is not taken: {}", name, why);
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The key of this webhook cannot be read on the server of Ratchet, whose log says why; nothing was"
                            + " taken. Send it again once that is mended.");
        }
    }

    private boolean holds(Signature wanted) {
        return wanted.mac().is("v1=", wanted.given()) && keys.containsKey(wanted.name());
    }

    private ResponseStatusException unsigned(String address) {
        door.wrong(address);
        return refused(UNSIGNED);
    }

    private static ResponseStatusException refused(String sentence) {
        return new ResponseStatusException(HttpStatus.UNAUTHORIZED, sentence);
    }
}
