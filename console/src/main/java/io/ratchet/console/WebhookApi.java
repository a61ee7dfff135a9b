package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.HmacSha256;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
 * same bytes sent again in time are known as a duplicate. Whoever has the wrong name or key gets the same answer.
 */
@RestController
final class WebhookApi {
    static final String PATH = "/api/v1/webhooks/";

    /** Of one body. */
    static final long MOST_BYTES = 16L << 20;

    private static final Duration APART = Duration.ofMinutes(5);
    private static final int CHUNK = 1 << 16;

    private final ConsolePorts ports;
    private final Map<String, Supplier<String>> keys;

    WebhookApi(ConsolePorts ports, Access access) {
        this.ports = ports;
        this.keys = access.webhooks();
    }

    @PostMapping(PATH + "{name}")
    ResponseEntity<byte[]> take(
            @PathVariable String name,
            @RequestHeader(name = "Ratchet-Timestamp", defaultValue = "") String timestamp,
            @RequestHeader(name = "Ratchet-Signature", defaultValue = "") String signature,
            InputStream body)
            throws IOException {
        if (!timely(timestamp))
            throw refused("'Ratchet-Timestamp' must be the time of sending in seconds since 1970, at most "
                    + APART.toMinutes() + " minutes apart from this machine's clock.");
        Path kept = Files.createTempFile(ports.uploads(), "webhook-", ".part");
        try {
            if (!signed(name, timestamp, signature, body, kept))
                throw refused(
                        "The signature is not that of a webhook of this server; sign the time stamp, a dot and the"
                                + " body with its key: 'Ratchet-Signature: v1=' and the HMAC-SHA256 in hexadecimal.");
            List<Coverage> coverages = ports.intake().take("webhook-" + name, kept, "user:webhook-" + name);
            ObjectNode answer = Json.object().put("schema", "ratchet.receipt/1").put("file", "webhook-" + name);
            answer.put("duplicate", coverages.isEmpty());
            ArrayNode shown = answer.putArray("coverages");
            coverages.forEach(coverage -> shown.add(CoverageJson.write(coverage)));
            return Answers.json(answer);
        } finally {
            Files.deleteIfExists(kept);
        }
    }

    private boolean timely(String timestamp) {
        if (!timestamp.matches("[0-9]{1,11}")) return false;
        Duration apart = Duration.between(
                Instant.ofEpochSecond(Long.parseLong(timestamp)), ports.clock().instant());
        return apart.abs().compareTo(APART) <= 0;
    }

    private boolean signed(String name, String timestamp, String signature, InputStream body, Path file)
            throws IOException {
        @Nullable Supplier<String> key = keys.get(name);
        HmacSha256 signed = (key == null ? HmacSha256.ofNobody() : HmacSha256.of(key.get())).over(timestamp + ".");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            long total = 0;
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                total += read;
                if (total > MOST_BYTES)
                    throw FailureException.of(
                            FailureCode.INTAKE_TOO_LARGE,
                            "The report is larger than 16 MiB; send it in parts, or with a token to /api/v1/reports.");
                signed.over(chunk, read);
                out.write(chunk, 0, read);
            }
        }
        return signed.is("v1=", signature) && key != null;
    }

    private static ResponseStatusException refused(String sentence) {
        return new ResponseStatusException(HttpStatus.UNAUTHORIZED, sentence);
    }
}
