package io.ratchet.console;

import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Why, and why not, for programs: {@code ratchet.explanation/1}. */
@RestController
@RequestMapping("/api/v1")
final class ExplainApi {
    private final ConsolePorts ports;

    ExplainApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * Every decision of an asset with its ground, or with {@code rule} why that one did or did not fire. An id may hold
     * anything, a slash as well.
     */
    @GetMapping("/explain/{*path}")
    ResponseEntity<byte[]> explain(@PathVariable String path, @RequestParam Optional<String> rule) {
        String asset = path.substring(1);
        return Answers.json(
                rule.isPresent()
                        ? ports.explainer().rule(asset, rule.get())
                        : ports.explainer().asset(asset));
    }
}
