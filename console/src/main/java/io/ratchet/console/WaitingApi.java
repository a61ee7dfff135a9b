package io.ratchet.console;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who waits for a vendor, for programs: {@code ratchet.waiting/1}. */
@RestController
@RequestMapping("/api/v1")
final class WaitingApi {
    private final ConsolePorts ports;

    WaitingApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** Every system that waits for its vendor now, with since when and whom it holds. */
    @GetMapping("/waiting")
    ResponseEntity<byte[]> waiting() {
        return Answers.json(ports.waits().json());
    }
}
