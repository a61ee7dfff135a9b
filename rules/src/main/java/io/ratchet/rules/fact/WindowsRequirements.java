package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Update;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.catalogue.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Windows itself needs: updates, Schannel, WinHTTP and .NET values, in the order of statement 90. */
final class WindowsRequirements {
    private static final Pattern REPORTING_PRODUCT = Pattern.compile("(?i).*SQL Server.*Reporting Services.*");
    private static final Pattern REPORTING_SERVICE = Pattern.compile("(?i)(ReportServer|SQLServerReportingServices).*");

    /** TLS 1.2 where it is on by default. */
    private static final List<Setting> BY_DEFAULT = roles().stream()
            .flatMap(role -> Stream.of(
                    Setting.on(Keys.schannel("TLS 1.2", role), "Enabled", true),
                    Setting.zero(Keys.schannel("TLS 1.2", role), "DisabledByDefault", true)))
            .toList();

    private final Host host;
    private final Belief belief;
    private final Catalogue catalogue;
    private final List<Need> needs = new ArrayList<>();

    WindowsRequirements(Host host, Catalogue catalogue) {
        this.host = host;
        this.belief = host.belief();
        this.catalogue = catalogue;
    }

    List<Need> of(Row row) {
        Windows release = host.release();
        if (release == null || !release.capable()) return List.of();
        certain(row);
        explicitlyOff(row, release);
        if (release.update() != null) update(row, release.update(), "schannel-update", 10, Goal.READY, 17);
        if (release.winhttp() != null) {
            update(
                    row,
                    release.winhttp(),
                    "winhttp-update",
                    12,
                    Goal.READY,
                    release.schannel().equals("explicit") ? 19 : 20);
            winHttp(row);
        } else if (release.schannel().equals("native") && !upgraded(row)) {
            needs.addAll(AgainstDefault.winHttp(host, row));
        }
        if (!upgraded(row)) needs.addAll(AgainstDefault.winInet(host, row));
        schannel(row, release);
        dotnet(row, release);
        if (release.remoteDesktopUpdate() != null && host.isAskedOnly() && RemoteDesktop.needsUpdate(belief))
            update(row, release.remoteDesktopUpdate(), "remote-desktop-update", 100, Goal.ONLY, 76);
        hygiene(row);
        return needs;
    }

    /** What is right for one Windows is wrong for another: which it is must be certain (statements 1, 109 and 126). */
    private void certain(Row row) {
        WindowsSeen windows = host.windows();
        if (windows.certain()) return;
        needs.add(Need.of(host, row, "windows-release", 1)
                .statements(1, 109, 126)
                .facts(windows.fact() == null ? List.of() : List.of(windows.fact()))
                .unknown("which Windows it is (last told longer than " + Belief.FRESH.toDays()
                        + " days ago, only declared, or told differently)"));
    }

    /**
     * Statement 22: Windows 8 lacks TLS 1.2 in WinHTTP by default and no update is certain; no mask written there is
     * known to work.
     */
    private static boolean upgraded(Row row) {
        return row.way() == Course.WINDOWS_8;
    }

    /** Statement 23: TLS 1.2 set off by a value, on any Windows, comes first. */
    private void explicitlyOff(Row row, Windows release) {
        if (release.schannel().equals("explicit")) {
            SettingsCheck check = SettingsCheck.of(
                    belief,
                    roles().stream()
                            .filter(this::off)
                            .map(WindowsRequirements::enabled)
                            .toList());
            if (!check.wrong().isEmpty() || !check.owned().isEmpty()) settle(off(row).facts(check.facts()), check, "");
            return;
        }
        SettingsCheck check = SettingsCheck.of(belief, told(BY_DEFAULT, release));
        Need.Draft draft = off(row).facts(check.facts());
        settle(draft, check, "Schannel speaks TLS 1.2 by default and no value says otherwise");
        reportingServices(row);
    }

    private Need.Draft off(Row row) {
        return Need.of(host, row, "schannel-native", 5)
                .by("windows/schannel-enable-tls12", Map.of())
                .statements(9, 10, 23)
                .sources(List.of("M6", "M7"));
    }

    private boolean off(String role) {
        Long enabled = belief.number(Keys.schannel("TLS 1.2", role), "Enabled", on -> on != 0);
        return enabled != null && enabled == 0;
    }

    private static Setting enabled(String role) {
        return Setting.on(Keys.schannel("TLS 1.2", role), "Enabled", false);
    }

    /** Statement 38: the configuration tool of Reporting Services looks for the value itself, whatever the default. */
    private void reportingServices(Row row) {
        if (!reporting()) return;
        String key = Keys.schannel("TLS 1.2", "Client");
        Long enabled = belief.number(key, "Enabled", on -> on != 0);
        if (enabled != null && enabled == 0) return;
        SettingsCheck check = SettingsCheck.of(belief, List.of(Setting.on(key, "Enabled", false)));
        Need.Draft draft = Need.of(host, row, "reporting-services", 32)
                .by("windows/schannel-enable-tls12", Map.of())
                .statements(38)
                .sources(List.of("M16"))
                .facts(check.facts());
        settle(draft, check, "TLS 1.2 Client Enabled is present for Reporting Services");
    }

    private boolean reporting() {
        for (Fact fact : belief.list(Observation.InstalledProduct.class))
            if (REPORTING_PRODUCT
                    .matcher(((Observation.InstalledProduct) fact.observation()).name())
                    .matches()) return true;
        for (Fact fact : belief.list(Observation.Service.class)) {
            Observation.Service service = (Observation.Service) fact.observation();
            if (!service.state().equals("absent")
                    && REPORTING_SERVICE.matcher(service.name()).matches()) return true;
        }
        return false;
    }

    /** The server role is asked of whatever listens; a value that was told is always judged. */
    private List<Setting> told(List<Setting> settings, Windows release) {
        boolean listening = release.serverAlways() || host.listens() || host.server();
        if (listening) return settings;
        return settings.stream()
                .filter(setting -> setting.key().endsWith("\\Client")
                        || belief.registry(setting.key(), setting.name()).fact() != null)
                .toList();
    }

    /** Statements 17, 19 and 28: where TLS 1.2 is off by default its values must stand. */
    private void schannel(Row row, Windows release) {
        if (!release.schannel().equals("explicit")) return;
        List<Setting> settings = new ArrayList<>();
        for (String role : roles()) {
            boolean asked = role.equals("Client") || release.serverAlways() || host.listens();
            if (!asked && !off(role)) continue;
            if (!off(role)) settings.add(enabled(role));
            settings.add(Setting.zero(Keys.schannel("TLS 1.2", role), "DisabledByDefault", false));
        }
        SettingsCheck check = SettingsCheck.of(belief, settings);
        Need.Draft draft = Need.of(host, row, "schannel-values", 30)
                .by("windows/schannel-enable-tls12", Map.of())
                .statements(release.update() != null ? List.of(9, 10, 17) : List.of(9, 10, 19, 28))
                .sources(List.of("M6", "M7"))
                .facts(check.facts());
        settle(draft, check, "TLS 1.2 is switched on in Schannel");
    }

    private static List<String> roles() {
        return List.of("Client", "Server");
    }

    private void winHttp(Row row) {
        WinHttpValue.check(host, row, 20).forEach(needs::add);
    }

    void update(Row row, String kb, String topic, int step, Goal goal, int statement) {
        Update update = catalogue.update(kb).orElseThrow();
        UpdateTruth truth = UpdateTruth.of(host, update);
        Need.Draft draft = Need.of(host, row, topic, step)
                .goal(goal)
                .remedy(Remedy.KB)
                .by("windows/update-kb", Map.of("kb", kb))
                .changing(List.of(new Change.Update(kb)))
                .statements(truth.languagePack() ? List.of(statement, 29) : List.of(statement))
                .sources(update.sources())
                .confidence(update.confidence())
                .facts(truth.facts());
        switch (truth.status()) {
            case MET -> needs.add(draft.met(truth.says()));
            case UNMET -> needs.add(draft.unmet(truth.says()));
            case UNKNOWN -> needs.add(draft.unknown(truth.says()));
            case BROKEN ->
                needs.add(draft.broken(truth.says(), "whether a restart is pending, and the file versions after it"));
            default -> {}
        }
    }

    private void dotnet(Row row, Windows release) {
        new DotNet(host, row, release, needs, this).check();
    }

    /** Statement 11: a value that is misspelt or of the wrong type does nothing; somebody believed it did. */
    private void hygiene(Row row) {
        List<Change> misspelt = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        for (Fact fact : belief.list(Observation.RegistryValue.class)) {
            Observation.RegistryValue value = (Observation.RegistryValue) fact.observation();
            if (!Hygiene.inert(value)) continue;
            facts.add(fact);
            misspelt.add(new Change.Registry(Keys.spelt(value.key()), value.name(), value.data(), RegistryData.ABSENT));
        }
        if (!misspelt.isEmpty())
            needs.add(Need.of(host, row, "hygiene", 90)
                    .changing(misspelt)
                    .statements(11)
                    .facts(facts)
                    .unmet(SettingsCheck.words(misspelt)));
        Version windows = host.windows().version();
        boolean policy = belief.registry(Keys.CIPHER_ORDER, "Functions")
                .said()
                .map(value -> !value.data().absent())
                .orElse(false);
        if (policy && windows != null && windows.major() >= 10 && !host.is("skype-server"))
            needs.add(Need.of(host, row, "cipher-order-policy", 92)
                    .statements(98)
                    .facts(belief.registryUnder(Keys.CIPHER_ORDER).toList())
                    .unmet("a cipher suite order policy stands that Windows 10, Server 2016 and later do not support"));
    }

    private void settle(Need.Draft draft, SettingsCheck check, String met) {
        addAll(needs, draft, check, met);
    }

    /** One need for what must change, one for what a policy owns, one for what nobody told; or one that all is well. */
    static void addAll(List<Need> needs, Need.Draft draft, SettingsCheck check, String met) {
        if (!check.wrong().isEmpty())
            needs.add(draft.changing(check.wrong()).unmet(SettingsCheck.words(check.wrong())));
        if (!check.owned().isEmpty())
            needs.add(draft.changing(check.owned()).owned(SettingsCheck.words(check.owned())));
        if (!check.unknown().isEmpty())
            needs.add(draft.changing(check.unknown()).unknown(check.missing()));
        if (check.wrong().isEmpty()
                && check.owned().isEmpty()
                && check.unknown().isEmpty())
            needs.add(draft.changing(List.of()).met(met));
    }

    static @Nullable Long release(Belief belief) {
        return belief.number(Keys.NET_SETUP + DotNet.SETUP_4, DotNet.RELEASE);
    }
}
