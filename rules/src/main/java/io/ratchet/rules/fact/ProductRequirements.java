package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Component;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Update;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.catalogue.Windows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the products on a host need: their build, and the parts, updates and values that the catalogue lists for them.
 */
final class ProductRequirements {
    private static final Set<Course> BUILDS_DECIDE = Set.of(Course.CLIENT, Course.SERVER, Course.SQL);

    /** TLS 1.2 written into Schannel for both roles. */
    private static final List<Setting> SCHANNEL = Stream.of("Client", "Server")
            .flatMap(role -> Stream.of(
                    Setting.on(Keys.schannel("TLS 1.2", role), "Enabled", false),
                    Setting.zero(Keys.schannel("TLS 1.2", role), "DisabledByDefault", false)))
            .toList();

    private final Host host;
    private final Belief belief;
    private final Catalogue catalogue;
    private final Set<String> claimed = new HashSet<>();
    private List<Need> needs = new ArrayList<>();

    ProductRequirements(Host host, Catalogue catalogue) {
        this.host = host;
        this.belief = host.belief();
        this.catalogue = catalogue;
    }

    List<Need> of(Recognised system) {
        needs = new ArrayList<>();
        String notAsked = notAsked(system);
        if (notAsked != null) {
            needs.add(Need.of(host, system.row(), "scenario", 0)
                    .statements(system.is("skype-server") || system.is("exchange") ? List.of(50, 51) : List.of(49, 50))
                    .remedy(Remedy.NOTHING)
                    .facts(system.facts())
                    .notAsked(notAsked));
            if (!host.isAskedOnly()) return needs;
        }
        Goal goal = notAsked == null ? Goal.READY : Goal.ONLY;
        Scenario.Retired retired = Scenario.retired(system, belief.at());
        if (retired != Scenario.Retired.NO) {
            boolean nothingElse = retired == Scenario.Retired.NOTHING_ELSE;
            needs.add(Need.of(host, system.row(), "retired", nothingElse ? 10 : 95)
                    .remedy(Remedy.TRANSITION)
                    .statements(56)
                    .facts(system.facts())
                    .unmet("Skype for Business Online, " + (nothingElse ? "the only reason" : "one of the reasons")
                            + " to prepare, was retired on " + Known.said("skype-online-retired")));
            if (nothingElse) return needs;
        }
        if (BUILDS_DECIDE.contains(system.row().way())) build(system, goal);
        for (String need : system.row().needs()) need(system.row(), need, goal);
        return needs;
    }

    /** The same whether the scenario asks for it or not: what the system could do is shown all the same. */
    List<Need> whateverIsAsked(Recognised system) {
        needs = new ArrayList<>();
        if (BUILDS_DECIDE.contains(system.row().way())) build(system, Goal.READY);
        for (String need : system.row().needs()) need(system.row(), need, Goal.READY);
        return needs;
    }

    /** Whether the scenario asks anything of it, for one goal or the other. */
    static boolean asked(Recognised system) {
        return notAsked(system) == null || system.host().isAskedOnly();
    }

    private static @Nullable String notAsked(Recognised system) {
        Host host = system.host();
        if (system.is("skype-client")) return Scenario.clientNotAsked(host);
        if (system.row().way() != Course.SERVER) return null;
        if (system.is("skype-server"))
            return Scenario.skypeServerNotAsked(
                    host.organisation(), host.belief().at());
        return system.is("exchange") ? Scenario.exchangeNotAsked(host.organisation(), host) : null;
    }

    private void build(Recognised system, Goal goal) {
        Row row = system.row();
        Floor floor = row.floor();
        if (floor == null) return;
        Floor confirm = row.confirm();
        Version version = system.version();
        Need.Draft draft = draft(system, "build", 50, goal, floor, floor);
        if (version == null) needs.add(draft.unknown("the build of " + row.name()));
        else if (system.toFloor() == Verdict.UNKNOWN)
            needs.add(draft.unknown("the build of " + row.name() + " (last told longer than " + Belief.FRESH.toDays()
                    + " days ago, or only declared)"));
        else if (floor.holds(version, system.itanium()))
            needs.add(draft.met(system.says() + " reaches " + floor.says()));
        else if (confirm != null && confirm.holds(version, false))
            needs.add(draft.broken(system.says() + " lies between the builds that are certain", confirm.says()));
        else if (stale(system))
            needs.add(draft.unknown(
                    "the build of " + row.name() + " (last told longer than " + Belief.FRESH.toDays() + " days ago)"));
        else needs.add(draft.unmet(system.says() + " is below " + floor.says()));
        disableBuild(system, version, floor);
    }

    /**
     * Whether what would be changed was last told too long ago (statement 109); the first fact is the one that told the
     * build.
     */
    private boolean stale(Recognised system) {
        return system.row().playbook() != null
                && !system.facts().isEmpty()
                && !belief.fresh(system.facts().get(0));
    }

    /** The second floor matters where older protocols are to go, and once the first is reached (statement 119). */
    private void disableBuild(Recognised system, @Nullable Version version, Floor floor) {
        Floor disable = system.row().disableFloor();
        if (!host.isAskedOnly() || disable == null || version == null || !floor.holds(version, system.itanium()))
            return;
        if (disable.holds(version, system.itanium()) && system.isSure()) return;
        if (!disable.releasedAt(belief.at())) {
            needs.add(draft(system, "disable-build", 105, Goal.ONLY, disable, disable)
                    .awaited(system.says() + " is below " + disable.says()));
            return;
        }
        if (stale(system) || !system.isSure()) {
            needs.add(draft(system, "disable-build", 105, Goal.ONLY, disable, disable)
                    .unknown("the build of " + system.row().name() + " (last told longer than " + Belief.FRESH.toDays()
                            + " days ago, or only declared)"));
            return;
        }
        needs.add(draft(system, "disable-build", 105, Goal.ONLY, disable, disable)
                .unmet(system.says() + " is below " + disable.says()
                        + ", which it needs before older protocols may go"));
    }

    private Need.Draft draft(Recognised system, String topic, int step, Goal goal, Floor floor, Floor target) {
        Row row = system.row();
        Map<String, String> parameters = new HashMap<>(row.parameters());
        // What registered somewhere is a client of that build, but nobody looked at the host: a person does.
        boolean seenOnHost =
                system.facts().stream().anyMatch(fact -> !(fact.observation() instanceof Observation.UserAgent));
        String playbook = seenOnHost ? row.playbook() : null;
        if (playbook != null) parameters.put("build", target.build());
        List<String> sources = new ArrayList<>(row.sources());
        sources.addAll(floor.sources());
        return Need.of(host, row, topic, step)
                .goal(goal)
                .remedy(row.remedy())
                .by(playbook, parameters)
                .changing(List.of(new Change.Product(row.name(), target.build())))
                .restart(row.restart())
                .statements(row.statements())
                .sources(sources)
                .confidence(floor.confidence())
                .facts(system.facts());
    }

    private void need(Row row, String need, Goal goal) {
        String[] parts = need.split(":", 3);
        switch (parts[0]) {
            case "component" -> component(row, catalogue.component(parts[1]), goal);
            case "net-release" -> netRelease(row, Long.parseLong(parts[1]), parts[2], goal);
            case "update" -> update(row, parts[1], goal);
            case "schannel" -> schannel(row, goal);
            case "winhttp" -> winHttp(row, goal);
            case "dotnet-4" -> dotnet(row, Keys.NET_4, goal);
            case "dotnet-4-unless" -> dotnetUnless(row, parts[1], goal);
            case "dotnet-2" -> dotnet(row, Keys.NET_2, goal);
            default -> throw new IllegalStateException("the catalogue asks for '" + need + "', which nobody knows");
        }
    }

    private void component(Row row, Component component, Goal goal) {
        List<Fact> facts = belief.listings(component.pattern());
        Floor floor = component.floor();
        Need.Draft draft = Need.of(host, row, "component", 54)
                .goal(goal)
                .remedy(component.remedy())
                .changing(List.of(new Change.Product(component.name(), floor.build())))
                .statements(row.statements())
                .sources(component.sources())
                .confidence(component.confidence())
                .facts(facts);
        if (facts.isEmpty()) {
            needs.add(draft.unknown("the build of " + component.name()));
            return;
        }
        boolean below = false;
        // Something good rests on evidence only (statement 126).
        boolean unknown = facts.stream().noneMatch(belief::sure);
        Confidence confidence = component.confidence();
        for (Fact fact : facts) {
            Version version = Version.read(((Observation.InstalledProduct) fact.observation()).version())
                    .map(Version::withoutServicePack)
                    .orElse(null);
            if (version == null) unknown = true;
            else if (!floor.holds(version, false)) below = true;
            if (version != null) confidence = floor.confidenceIn(version);
        }
        draft.confidence(confidence);
        if (below) needs.add(draft.unmet(component.name() + " is below " + floor.says()));
        else if (unknown) needs.add(draft.unknown("the build of " + component.name()));
        else needs.add(draft.met(component.name() + " reaches " + floor.says()));
    }

    private void netRelease(Row row, long release, String name, Goal goal) {
        Long installed = WindowsRequirements.release(belief);
        Need.Draft draft = Need.of(host, row, "net-framework", 52)
                .goal(goal)
                .remedy(Remedy.UPGRADE)
                .changing(List.of(new Change.Product(name, name)))
                .statements(row.statements())
                .sources(row.sources());
        Told<Observation.RegistryValue> told = belief.registry(Keys.NET_SETUP + DotNet.SETUP_4, DotNet.RELEASE);
        if (told.fact() != null) draft.facts(List.of(told.fact()));
        if (!told.known()) needs.add(draft.unknown("which .NET Framework 4 is installed"));
        else if (installed == null || installed < release)
            needs.add(draft.unmet("the .NET Framework is older than " + name));
        else needs.add(draft.met(name + " or later is installed"));
    }

    private void update(Row row, String kb, Goal goal) {
        Update update = catalogue.update(kb).orElseThrow();
        UpdateTruth truth = UpdateTruth.of(host, update);
        if (host.release() == null) {
            needs.add(Need.of(host, row, "product-update", 45)
                    .goal(goal)
                    .remedy(Remedy.KB)
                    .statements(row.statements())
                    .unknown("which Windows it stands on, which decides on updates of it"));
            return;
        }
        if (truth.status() == UpdateTruth.Status.NOT_APPLICABLE) return;
        Need.Draft draft = Need.of(host, row, "product-update", 45)
                .goal(goal)
                .remedy(Remedy.KB)
                .by("windows/update-kb", Map.of("kb", kb))
                .changing(List.of(new Change.Update(kb)))
                .statements(row.statements())
                .sources(update.sources())
                .confidence(update.confidence())
                .facts(truth.facts());
        switch (truth.status()) {
            case MET -> needs.add(draft.met(truth.says()));
            case UNMET -> needs.add(draft.unmet(truth.says()));
            default -> needs.add(draft.unknown(truth.says()));
        }
    }

    /** The product's own guide wants the values written even where Windows has TLS 1.2 on by default. */
    private void schannel(Row row, Goal goal) {
        Windows release = host.release();
        if ((release != null && release.schannel().equals("explicit")) || !claimed.add("schannel")) return;
        withoutWindows(
                row,
                goal,
                "product-schannel",
                60,
                SCHANNEL,
                "windows/schannel-enable-tls12",
                "TLS 1.2 is written into Schannel");
    }

    private void winHttp(Row row, Goal goal) {
        Windows release = host.release();
        if ((release != null && release.winhttp() != null) || !claimed.add("winhttp")) return;
        for (Need need : WinHttpValue.check(host, row, 62)) needs.add(goal == need.goal() ? need : forOnly(need));
    }

    private static Need forOnly(Need need) {
        return new Need(
                need.host(),
                need.row(),
                Goal.ONLY,
                need.step(),
                need.topic(),
                need.state(),
                need.remedy(),
                need.playbook(),
                need.parameters(),
                need.changes(),
                need.restart(),
                need.statements(),
                need.sources(),
                need.confidence(),
                need.facts(),
                need.says(),
                need.missing());
    }

    private void dotnet(Row row, String runtime, Goal goal) {
        if (!claimed.add("dotnet " + runtime)) return;
        withoutWindows(
                row,
                goal,
                "product-dotnet",
                64,
                DotNet.strongIn(runtime, true, false),
                "windows/dotnet-strong-crypto",
                ".NET uses strong cryptography in both views");
    }

    /** Statement 41: from this update on the product no longer asks. */
    private void dotnetUnless(Row row, String kb, Goal goal) {
        if (!belief.installed(kb)) dotnet(row, Keys.NET_4, goal);
    }

    private void withoutWindows(
            Row row, Goal goal, String topic, int step, List<Setting> settings, String playbook, String met) {
        SettingsCheck check = SettingsCheck.of(belief, settings);
        Need.Draft draft = Need.of(host, row, topic, step)
                .goal(goal)
                .by(playbook, Map.of())
                .restart(Restart.REBOOT)
                .statements(row.statements())
                .sources(row.sources())
                .facts(check.facts());
        WindowsRequirements.addAll(needs, draft, check, met);
    }
}
