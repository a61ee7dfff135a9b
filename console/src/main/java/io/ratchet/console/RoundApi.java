package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
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

    /** The newest rounds that are kept, or those that touched an asset or a decision. */
    @GetMapping
    ResponseEntity<byte[]> rounds(
            @RequestParam Optional<String> asset,
            @RequestParam Optional<String> decision,
            @RequestParam(defaultValue = "100") int limit) {
        if (asset.isPresent()) return Answers.json(ports.replay().roundsOf(asset(asset.get())));
        if (decision.isPresent()) return Answers.json(ports.replay().roundsOf(decision.get()));
        return Answers.json(ports.replay().rounds(Math.max(1, Math.min(limit, MOST_SHOWN))));
    }

    /** By its id, or by its host name where only one has it. */
    private AssetId asset(String name) {
        List<AssetId> named = ports.estate().get().stream()
                .map(AssetState::id)
                .filter(id -> id.value().split("[.@]", 2)[0].equalsIgnoreCase(name))
                .toList();
        return named.size() == 1 ? named.get(0) : new AssetId(name);
    }

    @GetMapping("/{number:[0-9]{1,18}}/replay")
    ResponseEntity<byte[]> replay(@PathVariable long number) {
        return Answers.json(ports.replay().replay(number));
    }
}
