package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DefaultSecureProtocols: TLS 1.2 is added to what stands there, the SSL bits go, nothing else is touched (statements
 * 24 and 25).
 */
final class WinHttpValue {
    static final long TLS_1_2 = Known.mask("mask-tls12");
    static final long TLS_1_3 = Known.mask("mask-tls13");
    static final long WHERE_ABSENT = Known.mask("mask-where-absent");
    static final long SSL = Known.mask("mask-ssl");

    private WinHttpValue() {}

    static List<Need> check(Host host, Row row, int step) {
        List<Need> needs = new ArrayList<>();
        Need.Draft draft = Need.of(host, row, "winhttp-value", step)
                .by("windows/winhttp-default-protocols", Map.of())
                .sources(List.of("M18", "M10"));
        if (host.architecture() == null) {
            needs.add(draft.statements(24)
                    .unknown("whether Windows is 32-bit or 64-bit, which decides the views to write"));
            return needs;
        }
        List<Change> absent = new ArrayList<>();
        List<Change> merged = new ArrayList<>();
        List<Change> owned = new ArrayList<>();
        List<Change> unknown = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        for (String key : views(host)) {
            Told<Observation.RegistryValue> told =
                    host.belief().registry(key, Keys.SECURE_PROTOCOLS, data -> after(host, data) == null);
            if (told.fact() != null) facts.add(told.fact());
            RegistryData before =
                    told.believed().map(Observation.RegistryValue::data).orElse(null);
            if (before == null) {
                unknown.add(new Change.Registry(key, Keys.SECURE_PROTOCOLS, null, RegistryData.dword(WHERE_ABSENT)));
                continue;
            }
            Long after = after(host, before);
            if (after == null) continue;
            Change change = new Change.Registry(key, Keys.SECURE_PROTOCOLS, before, RegistryData.dword(after));
            boolean policy = SettingsCheck.policyOwner(host.belief(), key, Keys.SECURE_PROTOCOLS) != null;
            (policy ? owned : before.kind() == RegistryData.Kind.DWORD ? merged : absent).add(change);
        }
        draft.facts(facts);
        List<Change> wrong = new ArrayList<>(merged);
        wrong.addAll(absent);
        // The contract lists the native view first.
        wrong.sort(Comparator.comparing(change -> ((Change.Registry) change).key()));
        if (!wrong.isEmpty())
            needs.add((merged.isEmpty() ? draft.statements(24, 25, 27) : draft.statements(24, 25))
                    .changing(wrong)
                    .unmet(SettingsCheck.words(wrong)));
        if (!owned.isEmpty()) needs.add(draft.statements(25, 97).changing(owned).owned(SettingsCheck.words(owned)));
        if (!unknown.isEmpty())
            needs.add(draft.statements(9, 24)
                    .changing(List.of())
                    .unknown(Keys.SECURE_PROTOCOLS + " in "
                            + (unknown.size() > 1 ? "both views" : view(unknown.get(0)))));
        if (needs.isEmpty())
            needs.add(draft.statements(24, 25)
                    .changing(List.of())
                    .met("DefaultSecureProtocols includes TLS 1.2 in every view"));
        return needs;
    }

    /** What must stand there instead; null when it is right. */
    private static @Nullable Long after(Host host, RegistryData before) {
        Long old = before.asDword();
        if (old == null) return WHERE_ABSENT;
        long merged = (old & ~SSL) | TLS_1_2;
        if (merged == old) return null;
        // §2.3: the Skype for Business guide mandates 0xAA0, which is sound once Schannel refuses SSL 3.0 as a client.
        Long ssl = host.belief().number(Keys.schannel("SSL 3.0", "Client"), "Enabled", on -> on == 0);
        if (host.is("skype-server") && (old & TLS_1_2) != 0 && ssl != null && ssl == 0) return null;
        return merged;
    }

    static List<String> views(Host host) {
        return host.bothViews() ? List.of(Keys.WINHTTP, Keys.WINHTTP_WOW) : List.of(Keys.WINHTTP);
    }

    private static String view(Change change) {
        return ((Change.Registry) change).key().contains("WOW6432Node") ? "the 32-bit view" : "the native view";
    }
}
