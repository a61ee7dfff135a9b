package io.ratchet.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Hands out the audit export. It is written whole before the first byte is sent, so that a failure is an answer and
 * never half a file.
 */
@RestController
final class AuditApi {
    private final ConsolePorts ports;

    AuditApi(ConsolePorts ports) {
        this.ports = ports;
    }

    @GetMapping("/api/v1/audit/export")
    ResponseEntity<StreamingResponseBody> export() throws IOException {
        Path zip = Files.createTempFile(ports.uploads(), "audit-", ".zip");
        try {
            ports.audit().write(zip);
        } catch (RuntimeException e) {
            Files.deleteIfExists(zip);
            throw e;
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/zip"))
                .contentLength(Files.size(zip))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"ratchet-audit.zip\"")
                .body(out -> send(zip, out));
    }

    private static void send(Path zip, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(zip)) {
            in.transferTo(out);
        } finally {
            Files.deleteIfExists(zip);
        }
    }
}
