package io.ratchet.playbooks;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.plan.PlanStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one plan of what was decided for one asset and goal. The same input gives the same plan, and so the same hash.
 */
public final class Planner {
    private final PackageDepot depot;

    public Planner(PackageDepot depot) {
        this.depot = depot;
    }

    /**
     * A plan of all {@code steps}, in the order of their legs, their steps and then of their playbooks. A change that
     * several steps ask for is made once, by the first; a step whose changes are all made by earlier ones falls away,
     * and so does a leg without a step.
     *
     * @param playbooks those of the rule book by which the steps were decided
     * @return {@link Planned.Missing} when the host cannot be recognised, a package is not in the depot, two steps
     *     contradict each other, or a step asks for something outside its playbook's territory
     */
    public Planned plan(
            PlaybookCatalogue playbooks,
            AssetId asset,
            HostRef host,
            Goal goal,
            List<Decision.Remediate> steps,
            HostFacts facts) {
        try {
            return new Planned.Ready(new Plan(asset, host, goal, steps(playbooks, asset, host, steps, facts)));
        } catch (Unplannable e) {
            return new Planned.Missing(e.because);
        }
    }

    private List<PlanStep> steps(
            PlaybookCatalogue playbooks,
            AssetId asset,
            HostRef host,
            List<Decision.Remediate> decided,
            HostFacts facts) {
        if (host.fqdn() == null && host.netbios() == null && host.smbiosUuid() == null)
            throw new Unplannable(asset
                    + " has no name and no SMBIOS UUID by which a run could make sure of it; report one of them.");
        List<Decision.Remediate> ordered =
                decided.stream().sorted(order(playbooks)).toList();
        Map<String, Change.Registry> values = new LinkedHashMap<>();
        List<Change> seen = new ArrayList<>();
        List<PlanStep> planned = new ArrayList<>();
        int leg = 0;
        int wanted = 0;
        for (Decision.Remediate step : ordered) {
            Playbook playbook = playbooks.find(step.playbook());
            List<Change> fresh = new ArrayList<>();
            for (Change change : step.changes()) {
                check(playbook, change, facts);
                if (change instanceof Change.Registry value) {
                    Change.Registry earlier = values.putIfAbsent(name(value), value);
                    if (earlier != null && !earlier.after().equals(value.after())) throw contradiction(asset, value);
                    if (earlier == null) fresh.add(change);
                } else if (!(change instanceof Change.Reboot) && !seen.contains(change)) {
                    fresh.add(change);
                    seen.add(change);
                }
            }
            if (fresh.isEmpty()) continue;
            if (step.leg() != wanted) leg++;
            wanted = step.leg();
            planned.add(step(playbook, 10 * (planned.size() + 1), leg, step, fresh, facts));
        }
        if (planned.isEmpty())
            throw new Unplannable("Nothing of what was decided for " + asset + " is a change that a playbook makes.");
        return planned;
    }

    private static Comparator<Decision.Remediate> order(PlaybookCatalogue playbooks) {
        return Comparator.comparingInt(Decision.Remediate::leg)
                .thenComparingInt(step -> step.about().step())
                .thenComparingInt(step -> playbooks.find(step.playbook()).order())
                .thenComparing(step -> String.valueOf(step.about().system()))
                .thenComparing(Decision.Remediate::playbook)
                .thenComparing(step -> step.changes().toString());
    }

    private static void check(Playbook playbook, Change change, HostFacts facts) {
        String os = facts.osVersion();
        if (os != null && !playbook.supports(os))
            throw new Unplannable("The playbook " + playbook.id() + " is not meant for Windows " + os + ".");
        if (change instanceof Change.Reboot) return;
        if (!playbook.allows(change))
            throw new Unplannable(
                    "The playbook " + playbook.id() + " does not make the change " + describe(change) + ".");
        if (change instanceof Change.Registry value
                && "x86".equals(facts.architecture())
                && value.key().toLowerCase(Locale.ROOT).contains("\\wow6432node\\"))
            throw new Unplannable("A 32-bit Windows has no 32-bit view, but " + value.key() + " lies in it.");
    }

    private PlanStep step(
            Playbook playbook, int order, int leg, Decision.Remediate decided, List<Change> changes, HostFacts facts) {
        Map<String, String> parameters = new TreeMap<>(decided.parameters());
        playbook.procedure().putInto(parameters);
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            @Nullable StagedPackage staged = staged(change, facts);
            if (staged != null) StagedParameters.put(parameters, i + 1, staged);
        }
        boolean asksForReboot = decided.changes().stream().anyMatch(Change.Reboot.class::isInstance);
        return new PlanStep(
                order,
                decided.about().system() == null ? "" : decided.about().system(),
                playbook.id(),
                playbook.contentHash(),
                parameters,
                changes,
                asksForReboot ? Restart.REBOOT : decided.restart(),
                decided.why().rule(),
                leg);
    }

    private @Nullable StagedPackage staged(Change change, HostFacts facts) {
        if (change instanceof Change.Update update) return update(update, facts);
        if (change instanceof Change.Product product) return product(product);
        return null;
    }

    private StagedPackage update(Change.Update update, HostFacts facts) {
        String os = facts.osVersion();
        String architecture = facts.architecture();
        if (os == null || architecture == null)
            throw new Unplannable("Which package of " + update.kb()
                    + " fits is not known: report the host's Windows version and architecture.");
        Optional<StagedPackage> staged = depot.update(update.kb(), os, architecture);
        return staged.orElseThrow(() -> new Unplannable("The depot has no package of " + update.kb() + " for Windows "
                + os + " " + architecture + "; stage one and declare it."));
    }

    private StagedPackage product(Change.Product product) {
        return depot.product(product.product(), product.build())
                .orElseThrow(() -> new Unplannable("The depot has no package that brings " + product.product() + " to "
                        + product.build() + "; stage one and declare it."));
    }

    private static String name(Change.Registry value) {
        return (value.key() + "\0" + value.name()).toLowerCase(Locale.ROOT);
    }

    private static Unplannable contradiction(AssetId asset, Change.Registry value) {
        return new Unplannable("Two steps for " + asset + " want different data in " + value.key() + ", value "
                + value.name() + "; let a person decide.");
    }

    private static String describe(Change change) {
        if (change instanceof Change.Registry value) {
            RegistryData after = value.after();
            return value.key() + ", value " + value.name() + " (" + RegistryText.word(after.kind()) + ")";
        }
        if (change instanceof Change.Update update) return update.kb();
        if (change instanceof Change.Product product) return product.product() + " " + product.build();
        if (change instanceof Change.Service service) return service.action() + " the service " + service.name();
        if (change instanceof Change.Command command) return "'" + command.name() + "', which a person must do";
        throw new AssertionError("no change is a " + change.getClass());
    }

    /** Leaves the planning with the sentence that says why; never leaves this class. */
    private static final class Unplannable extends RuntimeException {
        private final String because;

        Unplannable(String because) {
            super(because, null, false, false);
            this.because = because;
        }
    }
}
