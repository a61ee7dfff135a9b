package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The rounds of deciding, and any of them decided again; for programs. */
@RestController
@RequestMapping("/api/v1/rounds")
final class RoundApi {
    private static final int MOST_SHOWN = 10_000;

    private final ConsolePorts ports;

    RoundApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /** The rounds that are kept, newest first, page by page, or those that touched an asset or a decision. */
    @GetMapping
    ResponseEntity<byte[]> rounds(
            @RequestParam Optional<String> asset,
            @RequestParam Optional<String> decision,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "") String after) {
        if (asset.isPresent()) return Answers.json(ports.replay().roundsOf(asset(asset.get())));
        if (decision.isPresent()) return Answers.json(ports.replay().roundsOf(decision.get()));
        int most = Math.max(1, Math.min(limit, MOST_SHOWN));
        Long before = Cursor.of(after, 1, parts -> Long.valueOf(parts.get(0)));
        return Answers.page(
                ports.replay().rounds(before == null ? Long.MAX_VALUE : before, most + 1),
                "rounds",
                most,
                last -> "/api/v1/rounds?limit=" + most + "&after="
                        + Cursor.text(last.path("round").asLong()));
    }

    /** By its id, or by its host name where only one has it. */
    private AssetId asset(String name) {
        List<AssetId> named = ports.estate().get().ids().stream()
                .filter(id -> id.value().split("[.@]", 2)[0].equalsIgnoreCase(name))
                .toList();
        return named.size() == 1 ? named.get(0) : new AssetId(name);
    }

    @GetMapping("/{number:[0-9]{1,18}}/replay")
    ResponseEntity<byte[]> replay(@PathVariable long number) {
        return Answers.json(ports.replay().replay(number));
    }
}
