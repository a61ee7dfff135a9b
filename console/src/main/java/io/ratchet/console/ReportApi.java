package io.ratchet.console;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes reports in over HTTP: the body is the report, streamed to a file first, so that one sender's pace never holds
 * up the flow.
 */
@RestController
final class ReportApi {
    /** The largest report taken over HTTP; a watched folder takes larger ones. */
    static final long MOST_BYTES = 2L << 30;

    private static final int CHUNK = 1 << 16;

    private final ConsolePorts ports;

    ReportApi(ConsolePorts ports) {
        this.ports = ports;
    }

    @PostMapping(path = "/api/v1/reports", consumes = "application/octet-stream")
    ResponseEntity<byte[]> take(
            @RequestParam(defaultValue = "upload") String file,
            InputStream body,
            @RequestAttribute(AccessFilter.USER) String user)
            throws IOException {
        Path kept = Files.createTempFile(ports.uploads(), "report-", ".part");
        try {
            keep(body, kept);
            List<Coverage> coverages = ports.intake().take(file, kept, "user:" + user);
            return Answers.receipt(file, coverages, ports.outlook().elsewhere("user:" + user));
        } finally {
            Files.deleteIfExists(kept);
        }
    }

    private static void keep(InputStream body, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            long total = 0;
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                total += read;
                if (total > MOST_BYTES)
                    throw FailureException.of(
                            FailureCode.INTAKE_TOO_LARGE,
                            "The report is larger than 2 GiB; put it into a watched folder instead.");
                out.write(chunk, 0, read);
            }
        }
    }
}
