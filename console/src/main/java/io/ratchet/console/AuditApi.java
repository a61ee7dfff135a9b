package io.ratchet.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.audit.Redaction;
import io.ratchet.store.AuditLog;
import io.ratchet.store.audit.AuditSelection;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * The audit log for programs. Its export is written whole before the first byte is sent, so that a failure is an answer
 * and never half a file.
 */
@RestController
final class AuditApi {
    private final ConsolePorts ports;

    AuditApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * The lines of a search, newest first, as they were signed; page by page. Where a page is empty and another
     * follows, nothing was found in the part that was looked through.
     */
    @GetMapping("/api/v1/audit/events")
    ResponseEntity<byte[]> events(
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String remediation,
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String actor,
            @RequestParam(defaultValue = "") String since,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") String before,
            @RequestParam(defaultValue = "100") String limit) {
        LogSearch search = new LogSearch(asset, remediation, type, actor, since, until, before);
        int most = Answers.limit(limit);
        AuditLog.Found found = ports.store().transact(tx -> search.find(tx, ZoneOffset.UTC, most));
        ObjectNode answer = Json.object().put("schema", "ratchet.audit-events/1");
        ArrayNode events = answer.putArray("events");
        found.lines().forEach(line -> events.add(read(line)));
        return Answers.page(
                answer,
                found.next().isPresent()
                        ? Optional.of(search.onward(
                                        "/api/v1/audit/events", found.next().getAsLong()) + "&limit=" + most)
                        : Optional.empty());
    }

    private static JsonNode read(AuditLog.Line line) {
        try {
            return Json.parse(new String(line.canonical(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the log holds a line that Ratchet did not write", e);
        }
    }

    /**
     * Everything, or the lines of a site, an asset or a time, each of which can be held against the signed tree; with
     * hosts, users or addresses hidden where that is asked.
     */
    @GetMapping("/api/v1/audit/export")
    ResponseEntity<StreamingResponseBody> export(
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String since,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") String redact)
            throws IOException {
        Instant from = LogSearch.moment("since", since, ZoneOffset.UTC, 0);
        Instant to = LogSearch.moment("until", until, ZoneOffset.UTC, 1);
        if (from != null && to != null && !from.isBefore(to))
            throw new IllegalArgumentException(
                    "'since' must be before 'until'; " + from + " is not before " + to + ".");
        AuditSelection selection = new AuditSelection(
                site.isBlank() ? null : site.strip(),
                asset.isBlank() ? null : asset.strip(),
                from,
                to,
                redact.isBlank() ? Set.of() : Redaction.read(redact));
        Path zip = Files.createTempFile(ports.uploads(), "audit-", ".zip");
        try {
            ports.audit().write(zip, selection);
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
