package io.ratchet.console;

import io.ratchet.routes.path.EstatePath;
import io.ratchet.routes.path.PathJson;
import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.report.PathHtml;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The path to the goal, for programs and as a report that can be handed on. */
@RestController
@RequestMapping("/api/v1")
final class PathApi {
    private final ConsolePorts ports;

    PathApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** {@code ratchet.path/1}: of everything, or of a site, a business service, an asset or a family of systems. */
    @GetMapping("/path")
    ResponseEntity<byte[]> path(
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String family) {
        return Answers.json(PathJson.write(drawn(site, service, asset, family)));
    }

    /** The same, with the controls, as one HTML file that needs nothing else. */
    @GetMapping("/path/report")
    ResponseEntity<byte[]> report(
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String family) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"ratchet-path.html\"")
                .body(PathHtml.page(
                                drawn(site, service, asset, family),
                                ports.controls().of(PathScope.of(site, service, asset, family)))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private EstatePath drawn(String site, String service, String asset, String family) {
        return ports.path().of(PathScope.of(site, service, asset, family));
    }
}
