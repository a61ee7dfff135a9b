package io.ratchet.console;

import io.ratchet.routes.waiting.VendorWait;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who waits for a vendor, for programs: {@code ratchet.waiting/1}. */
@RestController
@RequestMapping("/api/v1")
final class WaitingApi {
    private static final int PER_PAGE = 100;

    private final ConsolePorts ports;

    WaitingApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * Every system that waits for its vendor now, with since when and whom it holds; with a {@code limit} page by page.
     */
    @GetMapping("/waiting")
    ResponseEntity<byte[]> waiting(
            @RequestParam(defaultValue = "") String limit, @RequestParam(defaultValue = "") String after) {
        if (limit.isEmpty() && after.isEmpty())
            return Answers.json(ports.waits().json());
        int most = limit.isEmpty() ? PER_PAGE : Answers.limit(limit);
        List<VendorWait> found = ports.waits().page(DecisionPlaces.of(after), most + 1);
        List<VendorWait> shown = found.subList(0, Math.min(found.size(), most));
        Optional<String> next = found.size() <= most
                ? Optional.empty()
                : Optional.of("/api/v1/waiting?limit=" + most + "&after="
                        + DecisionPlaces.text(shown.get(most - 1).decision()));
        return Answers.page(ports.waits().json(shown), next);
    }
}
