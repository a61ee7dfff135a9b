package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.Json;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The reports that came in, for programs. */
@RestController
@RequestMapping("/api/v1/reports")
final class ReportsApi {
    private final ConsolePorts ports;

    ReportsApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** {@code ratchet.reports/1}, newest first; {@code show} is all, rejected or unfinished. */
    @GetMapping
    ResponseEntity<byte[]> reports(
            @RequestParam(defaultValue = "") String show,
            @RequestParam(defaultValue = "100") String limit,
            @RequestParam(defaultValue = "") String after) {
        int most = Answers.limit(limit);
        ObjectNode answer =
                ports.books().reports().list(ReportChoice.of(show), after.isEmpty() ? null : after, most + 1);
        return Answers.page(
                answer,
                "reports",
                most,
                last -> "/api/v1/reports?limit=" + most
                        + (show.isEmpty() ? "" : "&show=" + show) + "&after="
                        + last.path("sha256").asText());
    }

    /** {@code ratchet.report/1}: one delivery with its rejected records in the order of reading, page by page. */
    @GetMapping("/{sha256}")
    ResponseEntity<byte[]> report(
            @PathVariable String sha256,
            @RequestParam(defaultValue = "100") String limit,
            @RequestParam(defaultValue = "0") long after) {
        int most = Answers.limit(limit);
        ObjectNode answer = ports.books().reports().one(sha256, after, most + 1);
        return Answers.page(
                answer,
                "rejects",
                most,
                last -> "/api/v1/reports/" + sha256 + "?limit=" + most + "&after="
                        + last.path("position").asLong());
    }

    /** Reads a delivery once more that broke off or was of no known format; answers as an upload is answered. */
    @PostMapping("/{sha256}/again")
    ResponseEntity<byte[]> again(@PathVariable String sha256, @RequestAttribute(AccessFilter.USER) String user) {
        ObjectNode answer = Json.object().put("schema", "ratchet.receipt/1").put("file", sha256);
        ArrayNode coverages = Json.mapper().createArrayNode();
        ports.books()
                .reports()
                .again(sha256, "user:" + user)
                .forEach(coverage -> coverages.add(CoverageJson.write(coverage)));
        answer.put("duplicate", coverages.isEmpty());
        answer.set("coverages", coverages);
        return Answers.json(answer);
    }
}
