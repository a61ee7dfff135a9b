package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bit masks that were set against a default that has TLS 1.2: WinHTTP on Windows that has it natively (statement 21), and Internet Explorer's own
 * (statement 33). A mask that is absent, or that names TLS 1.2, is left alone.
 */
final class AgainstDefault {
    private AgainstDefault() {}

    static List<Need> winHttp(Host host, Row row) {
        return mask(host, row, "winhttp-value", 20, List.of(Keys.WINHTTP, Keys.WINHTTP_WOW), Keys.SECURE_PROTOCOLS,
                "windows/winhttp-default-protocols", List.of(21, 25));
    }

    static List<Need> winInet(Host host, Row windows) {
        Row row = host.system("br-ie11-win7").map(Recognised::row).orElse(windows);
        return mask(host, row, "wininet-value", 45, List.of(Keys.WININET, Keys.WININET_POLICY), "SecureProtocols",
                "windows/wininet-secure-protocols", List.of(33));
    }

    private static List<Need> mask(
            Host host, Row row, String topic, int step, List<String> keys, String name, String playbook, List<Integer> statements) {
        List<Change> wrong = new ArrayList<>();
        List<Change> owned = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        for (String key : keys) {
            Told<Observation.RegistryValue> told = host.belief().registry(key, name);
            Long mask = host.belief().number(key, name);
            if (mask == null || (mask & WinHttpValue.TLS_1_2) != 0 || told.fact() == null) continue;
            facts.add(told.fact());
            Change change = new Change.Registry(
                    key, name, RegistryData.dword(mask), RegistryData.dword((mask & ~WinHttpValue.SSL) | WinHttpValue.TLS_1_2));
            boolean policy = key.contains("\\Policies\\") || SettingsCheck.policyOwner(host.belief(), key, name) != null;
            (policy ? owned : wrong).add(change);
        }
        List<Need> needs = new ArrayList<>();
        Need.Draft draft = Need.of(host, row, topic, step).by(playbook, Map.of()).statements(statements).facts(facts);
        if (!wrong.isEmpty()) needs.add(draft.changing(wrong).unmet(SettingsCheck.words(wrong)));
        if (!owned.isEmpty()) needs.add(draft.changing(owned).owned(SettingsCheck.words(owned)));
        return needs;
    }
}
