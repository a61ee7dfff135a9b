package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.store.Decisions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriUtils;

/** Every asset and where it stands, by facets and page by page. */
@Controller
final class AssetsPage {
    private static final int PER_PAGE = 50;
    private static final List<String> KINDS = List.of("remediate", "hold", "ticket", "await-vendor", "no-action");

    private final ConsolePorts ports;
    private final AssetCounts counts;

    AssetsPage(ConsolePorts ports, AssetCounts counts) {
        this.ports = ports;
        this.counts = counts;
    }

    /** An asset with what was decided for it. */
    record Row(String id, String site, String identity, List<DecisionRow> decisions) {}

    private record Found(List<AssetId> page, List<Decision> decisions, long count) {}

    @GetMapping("/assets")
    String assets(@RequestParam Map<String, String> given, Model model) {
        Decisions.Facets facets = facets(given);
        String after = given.getOrDefault("after", "");
        Found found = ports.store().transact(tx -> {
            List<AssetId> page =
                    tx.decisions().assets(facets, after.isEmpty() ? null : new AssetId(after), PER_PAGE + 1);
            return new Found(
                    page,
                    tx.decisions().current(new LinkedHashSet<>(page.subList(0, Math.min(page.size(), PER_PAGE)))),
                    counts.of(tx, facets));
        });
        Map<AssetId, List<Decision>> byAsset = found.decisions().stream()
                .collect(Collectors.groupingBy(decision -> decision.about().asset()));
        model.addAttribute(
                "rows",
                found.page().stream()
                        .limit(PER_PAGE)
                        .map(id -> row(id, byAsset.getOrDefault(id, List.of())))
                        .toList());
        model.addAttribute("count", found.count());
        model.addAttribute("given", given);
        model.addAttribute(
                "sites",
                ports.outlook().organisation().sites().stream()
                        .map(site -> site.name())
                        .toList());
        model.addAttribute("goals", Arrays.stream(Goal.values()).map(Goal::name).toList());
        model.addAttribute(
                "states", Arrays.stream(Readiness.values()).map(Readiness::name).toList());
        model.addAttribute("kinds", KINDS);
        model.addAttribute(
                "next",
                found.page().size() > PER_PAGE ? next(given, found.page().get(PER_PAGE - 1)) : "");
        return "assets";
    }

    private Row row(AssetId id, List<Decision> decisions) {
        Optional<AssetState> state = ports.outlook().asset(id);
        String site = state.map(AssetState::site)
                .or(() -> decisions.stream()
                        .findFirst()
                        .map(decision -> decision.about().site()))
                .orElse("unknown site");
        String identity = decisions.stream()
                .findFirst()
                .map(decision -> decision.about().identity().wire())
                .orElse("");
        return new Row(
                id.value(),
                site,
                identity,
                decisions.stream()
                        .map(decision ->
                                DecisionRow.of(decision, ports.explainer().grounds()))
                        .toList());
    }

    private static Decisions.Facets facets(Map<String, String> given) {
        String site = text(given, "site");
        String gate = text(given, "gate");
        return new Decisions.Facets(
                given.getOrDefault("q", "").strip(),
                site == null ? null : site.equals(QueueFilter.UNKNOWN) ? "" : site,
                text(given, "system"),
                one(Goal.class, text(given, "goal"), "goal"),
                one(Readiness.class, text(given, "readiness"), "readiness"),
                text(given, "kind"),
                gate);
    }

    private static @Nullable String text(Map<String, String> given, String name) {
        String value = given.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static <E extends Enum<E>> @Nullable E one(Class<E> type, @Nullable String name, String what) {
        if (name == null) return null;
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + what + "' is one of "
                        + Arrays.toString(type.getEnumConstants()) + ", not '" + name + "'."));
    }

    private static String next(Map<String, String> given, AssetId last) {
        Map<String, String> all = new LinkedHashMap<>(given);
        all.put("after", last.value());
        return "/assets?"
                + all.entrySet().stream()
                        .filter(entry -> !entry.getValue().isBlank())
                        .map(entry -> UriUtils.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                                + UriUtils.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }
}
