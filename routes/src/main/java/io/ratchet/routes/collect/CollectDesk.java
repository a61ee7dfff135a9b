package io.ratchet.routes.collect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.routes.identify.Assets;
import io.ratchet.rules.fact.AssetNames;
import io.ratchet.rules.fact.Belief;
import io.ratchet.store.CollectOrders;
import io.ratchet.store.CollectOrders.Order;
import io.ratchet.store.CollectOrders.State;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where people have hosts asked for facts, and see what came of it. */
public final class CollectDesk {
    private static final int MOST_HOSTS = 10_000;
    private static final String ADDRESS = "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*";

    private final Store store;
    private final Reach reach;
    private final Supplier<Assets> assets;
    private final BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows;
    private final Function<String, List<String>> resolver;
    private final Clock clock;

    /**
     * @param assets what is believed about every asset
     * @param windows the window of a site that is open at a moment, else the next one
     * @param resolver the addresses of a name; none when it has none
     */
    public CollectDesk(
            Store store,
            Supplier<Organisation> organisation,
            Supplier<Assets> assets,
            BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows,
            Function<String, List<String>> resolver,
            Clock clock) {
        this.store = store;
        this.reach = new Reach(organisation);
        this.assets = assets;
        this.windows = windows;
        this.resolver = resolver;
        this.clock = clock;
    }

    /** Of an estate of which nothing is known. */
    public static CollectDesk unconnected(Store store, Clock clock) {
        return new CollectDesk(
                store, Organisation::careful, Assets::none, (site, at) -> Optional.empty(), name -> List.of(), clock);
    }

    /**
     * Whom to ask, and when.
     *
     * @param hosts what people call them; empty: by site or age
     * @param site all of this site; null: of any
     * @param stale only those that nobody read live for longer than facts count, or ever
     * @param at when to ask; null: as soon as may be
     * @param inWindow when the window of each one's site is open
     */
    public record Request(
            List<String> hosts,
            @Nullable String site,
            boolean stale,
            @Nullable Instant at,
            boolean inWindow) {
        public Request {
            hosts = List.copyOf(hosts);
        }

        /** Of a program: {@code hosts}, {@code site}, {@code stale}, {@code at} (a moment, or {@code window}). */
        public static Request of(List<String> hosts, @Nullable String site, boolean stale, String when) {
            boolean inWindow = when.equals("window");
            Instant at = inWindow || when.isEmpty() ? null : Instant.parse(when);
            if (!hosts.isEmpty() && (site != null || stale))
                throw new IllegalArgumentException("Name hosts, or a site or stale ones; not both.");
            if (hosts.isEmpty() && site == null && !stale)
                throw new IllegalArgumentException("Name hosts, a site, or ask for those whose facts are stale.");
            if (hosts.size() > MOST_HOSTS)
                throw new IllegalArgumentException("At most " + MOST_HOSTS + " hosts at once; ask by site.");
            return new Request(hosts, site, stale, at, inWindow);
        }

        String scope() {
            if (!hosts.isEmpty()) return "hosts";
            return site == null ? "stale" : "site:" + site + (stale ? " stale" : "");
        }
    }

    /** A host that is not asked, and why. */
    public record Refused(String host, String code, String because) {}

    public record Ordered(List<Order> orders, List<Refused> refused) {
        public ObjectNode json() {
            ObjectNode answer = Json.object().put("schema", "ratchet.collects/1");
            ArrayNode ordered = answer.putArray("orders");
            orders.forEach(order -> ordered.add(CollectDesk.json(order)));
            ArrayNode not = answer.putArray("refused");
            refused.forEach(one -> not.addObject()
                    .put("host", one.host())
                    .put("code", one.code())
                    .put("because", one.because()));
            return answer;
        }
    }

    /**
     * Orders it. What too many failures held goes on where it is ordered anew.
     *
     * @param by {@code user:..}, or {@code ratchet} for a schedule
     * @param mayActAt at which sites they may act
     */
    public Ordered order(Request request, String by, Predicate<@Nullable String> mayActAt) {
        Instant now = clock.instant();
        Chosen chosen = new Chosen(request, by, mayActAt, now);
        if (request.hosts().isEmpty()) chosen.addAll();
        else chosen.addNamed();
        List<Order> taken = store.transact(tx -> {
            List<Order> ordered = new ArrayList<>();
            for (Order order : chosen.orders.values()) if (tx.collects().order(order)) ordered.add(order);
            tx.audit()
                    .append(AuditEvents.collectOrdered(
                            now, by, request.scope(), ordered.size(), chosen.refused.size()));
            return ordered;
        });
        return new Ordered(taken, chosen.refused);
    }

    /**
     * How one host can be asked.
     *
     * @param against why it is not asked; empty: it may be
     * @param last what came of it when it was asked last, or that it is to be asked
     */
    public record Way(Optional<Failure> against, Optional<Order> last) {}

    public Way way(AssetState asset) {
        Optional<Order> last =
                store.transact(tx -> tx.collects().find(asset.id().value()));
        return new Way(reach.against(asset), last);
    }

    /** How many orders stand where, and a page of them by host. */
    public ObjectNode byHost(@Nullable String after, int limit) {
        return report(tx -> tx.collects().page(after, limit));
    }

    /** The same in the order of need: what goes on or went wrong first. */
    public ObjectNode byNeed(CollectOrders.@Nullable Seen after, int limit) {
        return report(tx -> tx.collects().list(after, limit));
    }

    private ObjectNode report(Function<Tx, List<Order>> page) {
        ObjectNode answer = Json.object().put("schema", "ratchet.collects/1");
        record Seen(Map<State, Long> standing, List<Order> orders) {}
        Seen seen = store.transact(tx -> new Seen(tx.collects().standing(), page.apply(tx)));
        ObjectNode standing = answer.putObject("standing");
        for (State state : State.values())
            standing.put(word(state), seen.standing().getOrDefault(state, 0L));
        ArrayNode orders = answer.putArray("orders");
        seen.orders().forEach(order -> orders.add(json(order)));
        return answer;
    }

    static ObjectNode json(Order order) {
        ObjectNode json = Json.object()
                .put("host", order.subject())
                .put("state", word(order.state()))
                .put("due", order.due().toString())
                .put("by", order.by())
                .put("at", order.at().toString());
        if (order.site() != null) json.put("site", order.site());
        if (order.ended() != null) json.put("ended", order.ended().toString());
        if (order.code() != null) json.put("code", order.code());
        if (!order.message().isEmpty()) json.put("message", order.message());
        return json;
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Who is asked of those that are meant. */
    private final class Chosen {
        private final Request request;
        private final String by;
        private final Predicate<@Nullable String> mayActAt;
        private final Instant now;
        private final Map<String, Order> orders = new LinkedHashMap<>();
        private final List<Refused> refused = new ArrayList<>();

        Chosen(Request request, String by, Predicate<@Nullable String> mayActAt, Instant now) {
            this.request = request;
            this.by = by;
            this.mayActAt = mayActAt;
            this.now = now;
        }

        void addAll() {
            Instant freshFrom = now.minus(Belief.FRESH);
            assets.get().all().forEach(asset -> {
                String site = asset.site();
                if (request.site() != null && (site == null || !site.equalsIgnoreCase(request.site()))) return;
                if (request.stale() && readSince(asset, freshFrom)) return;
                add(asset.id().value(), asset);
            });
        }

        void addNamed() {
            Assets all = assets.get();
            AssetNames names = all.names();
            for (String host : request.hosts()) {
                List<AssetId> meant = names.named(host);
                AssetState asset = meant.size() == 1 ? all.find(meant.get(0)).orElse(null) : null;
                if (asset != null) add(host, asset);
                else if (meant.isEmpty()) addUnknown(host);
                else refuse(host, "HOST-NOT-OURS", "Several assets go by this name; give the id of one.");
            }
        }

        private void add(String host, AssetState asset) {
            Optional<Failure> against = reach.against(asset);
            if (against.isPresent())
                refuse(host, against.get().code().wire(), against.get().message());
            else put(host, asset.id(), null, asset.site());
        }

        /** Nobody knows it: it must lie, with every address of its name, in a network that the profile names. */
        private void addUnknown(String host) {
            List<String> addresses = host.matches(ADDRESS) ? List.of(host) : resolver.apply(host);
            if (addresses.isEmpty()) {
                refuse(host, "HOST-UNREACHABLE", "No asset goes by this name, and it has no address.");
                return;
            }
            for (String address : addresses) {
                Optional<Failure> against = reach.against(address);
                if (against.isPresent()) {
                    refuse(host, against.get().code().wire(), against.get().message());
                    return;
                }
            }
            put(host, null, addresses.get(0), reach.site(addresses.get(0)).orElse(null));
        }

        private void put(String host, @Nullable AssetId asset, @Nullable String address, @Nullable String site) {
            if (!mayActAt.test(site)) {
                refuse(host, "forbidden", "You may not act at its site.");
                return;
            }
            Instant due = request.at() == null ? now : request.at();
            if (request.inWindow()) {
                Optional<ChangeWindow> window = windows.apply(site, now);
                if (window.isEmpty()) {
                    refuse(host, "WINDOW-CLOSED", "Its site has no maintenance window.");
                    return;
                }
                if (!window.get().open(now)) due = window.get().opens();
            }
            Order order = Order.of(asset, address, site, due, by, now);
            orders.put(order.subject(), order);
        }

        private void refuse(String host, String code, String because) {
            refused.add(new Refused(host, code, because));
        }
    }

    /** Whether anybody read it live since. */
    private static boolean readSince(AssetState asset, Instant from) {
        return asset.facts().stream()
                .filter(fact -> fact.method() == Method.REGISTRY)
                .map(Fact::observedAt)
                .anyMatch(at -> !at.isBefore(from));
    }
}
