package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bit masks that were set against a default that has TLS 1.2: WinHTTP on Windows that has it natively (statement 21),
 * and Internet Explorer's own (statement 33). A mask that is absent, or that names TLS 1.2, is left alone.
 */
final class AgainstDefault {
    static final String MASK = "SecureProtocols";
    private static final Pattern USERS =
            Pattern.compile("(hkcu|hkey_current_user|(hku|hkey_users)\\\\[^\\\\]+)\\\\software\\\\(policies\\\\)?"
                    + "microsoft\\\\windows\\\\currentversion\\\\internet settings");

    /** A mask that was against the default once is, until somebody reads that it is not. */
    private static final String OLD =
            " (last read longer than " + Belief.FRESH.toDays() + " days ago, or never looked at)";

    private AgainstDefault() {}

    static List<Need> winHttp(Host host, Row row) {
        return mask(
                host,
                row,
                "winhttp-value",
                20,
                List.of(Keys.WINHTTP, Keys.WINHTTP_WOW),
                Keys.SECURE_PROTOCOLS,
                "windows/winhttp-default-protocols",
                List.of(21, 25));
    }

    static List<Need> winInet(Host host, Row windows) {
        Row row = host.system("br-ie11-win7").map(Recognised::row).orElse(windows);
        List<Need> needs = new ArrayList<>(mask(
                host,
                row,
                "wininet-value",
                45,
                List.of(Keys.WININET, Keys.WININET_POLICY),
                MASK,
                "windows/wininet-secure-protocols",
                List.of(33)));
        needs.addAll(ofUsers(host, row));
        return needs;
    }

    /**
     * Each user has a list of their own, and a policy for users one that wins; a person sets these, in the profile or
     * in the policy.
     */
    private static List<Need> ofUsers(Host host, Row row) {
        List<Need> needs = new ArrayList<>();
        host.belief().facts(Observation.RegistryValue.class).forEach(fact -> {
            Observation.RegistryValue value = (Observation.RegistryValue) fact.observation();
            if (!value.name().equalsIgnoreCase(MASK)
                    || !USERS.matcher(Belief.folded(value.key())).matches()) return;
            Told<Observation.RegistryValue> told = host.belief()
                    .registry(value.key(), value.name(), data -> !(data.value() instanceof Long set) || names12(set));
            Long mask = number(told);
            boolean believed = told.fact() == fact;
            if (!believed || mask == null || (mask & WinHttpValue.TLS_1_2) != 0) return;
            Need.Draft draft =
                    Need.of(host, row, "wininet-value", 45).statements(33).facts(List.of(fact));
            if (!told.known()) {
                needs.add(draft.unknown(Words.clean(value.key()) + " SecureProtocols" + OLD));
                return;
            }
            String says = Words.clean(value.key()) + " SecureProtocols is " + SettingsCheck.value(value.data());
            needs.add(Belief.folded(value.key()).contains("\\policies\\") ? draft.owned(says) : draft.unmet(says));
        });
        return needs;
    }

    private static @Nullable Long number(Told<Observation.RegistryValue> told) {
        return told.said()
                .map(Observation.RegistryValue::data)
                .filter(data -> data.kind() == RegistryData.Kind.DWORD)
                .map(data -> (Long) data.value())
                .orElse(null);
    }

    private static boolean names12(long mask) {
        return (mask & WinHttpValue.TLS_1_2) != 0;
    }

    private static List<Need> mask(
            Host host,
            Row row,
            String topic,
            int step,
            List<String> keys,
            String name,
            String playbook,
            List<Integer> statements) {
        List<Change> wrong = new ArrayList<>();
        List<Change> owned = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String key : keys) {
            Told<Observation.RegistryValue> told =
                    host.belief().registry(key, name, data -> !(data.value() instanceof Long set) || names12(set));
            Long mask = number(told);
            if (mask == null || (mask & WinHttpValue.TLS_1_2) != 0 || told.fact() == null) continue;
            facts.add(told.fact());
            if (!told.known()) {
                unknown.add(name + " under " + key + OLD);
                continue;
            }
            Change change = new Change.Registry(
                    key,
                    name,
                    RegistryData.dword(mask),
                    RegistryData.dword((mask & ~WinHttpValue.SSL) | WinHttpValue.TLS_1_2));
            boolean policy =
                    key.contains("\\Policies\\") || SettingsCheck.policyOwner(host.belief(), key, name) != null;
            (policy ? owned : wrong).add(change);
        }
        List<Need> needs = new ArrayList<>();
        Need.Draft draft = Need.of(host, row, topic, step)
                .by(playbook, Map.of())
                .statements(statements)
                .facts(facts);
        if (!wrong.isEmpty()) needs.add(draft.changing(wrong).unmet(SettingsCheck.words(wrong)));
        if (!owned.isEmpty()) needs.add(draft.changing(owned).owned(SettingsCheck.words(owned)));
        for (String missing : unknown) needs.add(draft.changing(List.of()).unknown(missing));
        return needs;
    }
}
