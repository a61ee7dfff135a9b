package io.ratchet.routes.night;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Caution;
import io.ratchet.domain.plan.PlanStep;
import io.ratchet.domain.remediation.Remediation.Subject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a remediation stands among the others: what it counts for, what can forbid it, and what it comes before.
 *
 * @param site scope of its site; null where that is unknown
 * @param subnet scope of its network; null where no address is known
 * @param groups scopes of the pools, farms and DAGs that its host is a member of
 * @param roles scopes of its host's server roles
 * @param trials scopes of its playbooks, each on the OS build of its host
 * @param orders by what it is ordered with others: its layer there; a lower one goes first
 * @param layer the outermost of its layers; plain hosts come first of all
 */
record Placement(
        @Nullable String site,
        @Nullable String subnet,
        SortedSet<String> groups,
        SortedSet<String> roles,
        SortedSet<String> trials,
        SortedMap<String, Integer> orders,
        int layer) {
    static final String ALL = "all";

    private static final Set<String> GROUPS = Set.of("pool", "farm", "dag");

    /** Statement 91, from the inside out; a role that is not named here stands with the front ends. */
    private static final int BACK_END = 1;

    private static final int FRONT_END = 2;
    private static final int MEDIATION = 3;
    private static final int DIRECTOR = 4;
    private static final int EDGE = 5;

    /** @param state what is known of the host; empty: it has no known members, roles or build */
    static Placement of(Subject subject, Optional<AssetState> state) {
        SortedSet<String> groups = new TreeSet<>();
        SortedSet<String> roles = new TreeSet<>();
        state.ifPresent(host -> {
            host.factsOf(Observation.Membership.class)
                    .map(fact -> (Observation.Membership) fact.observation())
                    .filter(membership -> GROUPS.contains(membership.kind()))
                    .forEach(membership -> groups.add(membership.kind() + ":" + lower(membership.name())));
            host.factsOf(Observation.ServerRole.class)
                    .map(fact -> (Observation.ServerRole) fact.observation())
                    .forEach(role -> roles.add(lower(role.role())));
        });
        SortedSet<String> trials = new TreeSet<>();
        String build = build(state);
        for (PlanStep step : subject.plan().steps()) trials.add("playbook:" + step.playbook() + "@" + build);
        SortedSet<String> shown = new TreeSet<>();
        roles.forEach(role -> shown.add("role:" + role));
        SortedMap<String, Integer> orders = orders(subject, groups, roles);
        return new Placement(
                subject.site() == null ? null : "site:" + subject.site().strip(),
                subnet(subject.plan().host(), state),
                groups,
                shown,
                trials,
                orders,
                orders.values().stream().max(Integer::compare).orElse(0));
    }

    /** Everything it counts for while it is in change. */
    Set<String> scopes() {
        Set<String> scopes = new TreeSet<>(groups);
        scopes.add(ALL);
        if (site != null) scopes.add(site);
        if (subnet != null) scopes.add(subnet);
        scopes.addAll(roles);
        scopes.addAll(trials);
        orders.forEach((order, layer) -> scopes.add(layer(order, layer)));
        return scopes;
    }

    /**
     * What others may have while its host was not reached yet: a place under each cap, and that of the first of its
     * kind. Its layers and groups stay taken: what comes after it waits, and no second member goes out beside it.
     */
    Set<String> places() {
        Set<String> scopes = new TreeSet<>(trials);
        scopes.add(ALL);
        if (site != null) scopes.add(site);
        if (subnet != null) scopes.add(subnet);
        return scopes;
    }

    /** Everything under which a brake could forbid it. */
    Set<String> brakes() {
        Set<String> scopes = new TreeSet<>(trials);
        scopes.addAll(groups);
        scopes.addAll(roles);
        orders.forEach((order, layer) -> {
            for (int before = 0; before < layer; before++) scopes.add(after(order, before));
        });
        return scopes;
    }

    /** The scope of what comes after this layer in this order. */
    static String after(String order, int layer) {
        return "after:" + order + "/" + layer;
    }

    /** The scope of what is of this layer in this order. */
    static String layer(String order, int layer) {
        return "order:" + order + "/" + layer;
    }

    /**
     * A host's READY before its ONLY, so that they never share a restart: the one is verified before the other begins
     * (statement 62). Members of a group, and telephony over a site's pools, from the inside out (statement 91).
     */
    private static SortedMap<String, Integer> orders(Subject subject, Set<String> groups, Set<String> roles) {
        SortedMap<String, Integer> orders = new TreeMap<>();
        orders.put("host:" + subject.asset().value(), subject.plan().goal() == Goal.READY ? 0 : 1);
        if (roles.isEmpty() && groups.isEmpty()) return orders;
        int layer = roles.stream().mapToInt(Placement::layerOf).max().orElse(FRONT_END);
        groups.forEach(group -> orders.put(group, layer));
        boolean telephony = roles.stream().anyMatch(role -> role.startsWith("lync-") || role.startsWith("sfb-"));
        if (telephony && subject.site() != null)
            orders.put("telephony:" + subject.site().strip(), layer);
        return orders;
    }

    private static int layerOf(String role) {
        if (role.equals("sql-server")) return BACK_END;
        if (role.endsWith("-edge") || role.equals("wap")) return EDGE;
        if (role.endsWith("-director")) return DIRECTOR;
        if (role.endsWith("-mediation")) return MEDIATION;
        return FRONT_END;
    }

    private static String build(Optional<AssetState> state) {
        return state.stream()
                .flatMap(host -> host.factsOf(Observation.OperatingSystem.class))
                .map(fact -> ((Observation.OperatingSystem) fact.observation()).version())
                .reduce((older, newer) -> newer)
                .map(version -> String.join(
                        ".", Arrays.stream(version.split("\\.")).limit(3).toList()))
                .orElse("unknown");
    }

    private static @Nullable String subnet(HostRef planned, Optional<AssetState> state) {
        String ip = planned.ip() != null
                ? planned.ip()
                : state.map(host -> host.host().ip()).orElse(null);
        if (ip == null || !ip.matches("[0-9a-fA-F.:]+")) return null;
        try {
            // A literal address is never looked up.
            byte[] address = InetAddress.getByName(ip).getAddress();
            int kept = address.length == 4 ? 3 : 8;
            Arrays.fill(address, kept, address.length, (byte) 0);
            return "subnet:" + InetAddress.getByAddress(address).getHostAddress() + "/" + kept * 8;
        } catch (UnknownHostException e) {
            return null; // what is no address has no network
        }
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** The caps that count it, each with how many it allows. */
    Map<String, Integer> caps(Caution.Caps caps) {
        Map<String, Integer> limits = new TreeMap<>();
        limits.put(ALL, caps.total());
        if (site != null) limits.put(site, caps.site());
        if (subnet != null) limits.put(subnet, caps.subnet());
        return limits;
    }
}
