package io.ratchet.console;

import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.report.OscalResults;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What frameworks ask for, held against the estate, for programs: {@code ratchet.controls/1}. */
@RestController
@RequestMapping("/api/v1")
final class ControlsApi {
    private final ConsolePorts ports;

    ControlsApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * Pass, fail, unknown or not applicable with evidence; of everything, or of a site, a business service, an asset or
     * a family.
     */
    @GetMapping("/controls")
    ResponseEntity<byte[]> controls(
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String family) {
        return Answers.json(ports.controls().json(PathScope.of(site, service, asset, family)));
    }

    /** The same as OSCAL assessment results. */
    @GetMapping("/controls/oscal")
    ResponseEntity<byte[]> oscal(
            @RequestParam(defaultValue = "") String site,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String family) {
        PathScope scope = PathScope.of(site, service, asset, family);
        return Answers.json(OscalResults.write(
                scope, ports.clock().instant(), ports.controls().of(scope)));
    }
}
