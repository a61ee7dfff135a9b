package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.finding.HostRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What people call the assets of an estate (statement 137): id, FQDN, {@code DOMAIN\\NETBIOS}, NetBIOS name or address,
 * the first of these that fits. Case and outer blanks do not matter.
 */
public final class AssetNames {
    private static final String ASSET = "asset:";

    /** Until somebody asks. */
    private List<Named> assets;
    /** By kind of name, the surest first; empty until somebody asks. */
    private final List<Map<String, Set<AssetId>>> kinds = new ArrayList<>();

    private record Named(AssetId id, HostRef ref) {}

    private AssetNames(List<Named> assets) {
        this.assets = assets;
    }

    public static AssetNames of(Collection<AssetState> assets) {
        return new AssetNames(assets.stream()
                .map(asset -> new Named(asset.id(), asset.host()))
                .toList());
    }

    /** @param assets what identifies each */
    public static AssetNames of(Map<AssetId, HostRef> assets) {
        return new AssetNames(assets.entrySet().stream()
                .map(asset -> new Named(asset.getKey(), asset.getValue()))
                .toList());
    }

    private synchronized List<Map<String, Set<AssetId>>> kinds() {
        if (kinds.isEmpty()) {
            for (int kind = 0; kind < 5; kind++) kinds.add(new HashMap<>());
            assets.forEach(this::add);
            assets = List.of();
        }
        return kinds;
    }

    private void add(Named asset) {
        HostRef ref = asset.ref();
        String fqdn = ref.fqdn();
        String netbios = ref.netbios() != null || fqdn == null ? ref.netbios() : first(fqdn);
        put(0, asset.id().value(), asset.id());
        put(1, fqdn, asset.id());
        if (ref.domain() != null) put(2, ref.domain() + "\\" + netbios, asset.id());
        put(3, netbios, asset.id());
        put(4, ref.ip(), asset.id());
    }

    private void put(int kind, @Nullable String name, AssetId asset) {
        if (name == null || name.isBlank()) return;
        Set<AssetId> known = kinds.get(kind).get(folded(name));
        if (known == null) kinds.get(kind).put(folded(name), Set.of(asset));
        else if (known instanceof TreeSet) known.add(asset);
        else if (!known.contains(asset)) {
            Set<AssetId> several = new TreeSet<>(known);
            several.add(asset);
            kinds.get(kind).put(folded(name), several);
        }
    }

    private static String first(String fqdn) {
        int dot = fqdn.indexOf('.');
        return dot < 0 ? fqdn : fqdn.substring(0, dot);
    }

    /** The assets that go by this name, in order; one where it is certain who is meant, else none or several. */
    public List<AssetId> named(String name) {
        String wanted = folded(name);
        for (Map<String, Set<AssetId>> kind : kinds()) {
            Set<AssetId> found = kind.get(wanted);
            if (found != null) return List.copyOf(found);
        }
        return List.of();
    }

    /** The one asset of this name; null when there is none or more than one. */
    @Nullable
    AssetId one(String name) {
        List<AssetId> found = named(name);
        return found.size() == 1 ? found.get(0) : null;
    }

    /**
     * A scope of a proof or a waiver as hosts know it: the asset by its id, pools and sites in one case; null where it
     * names no asset, or more than one.
     */
    @Nullable
    String scope(String given) {
        String scope = given.strip();
        if (!scope.regionMatches(true, 0, ASSET, 0, ASSET.length())) {
            int colon = scope.indexOf(':');
            return colon < 0
                    ? folded(scope)
                    : folded(scope.substring(0, colon)) + ":" + folded(scope.substring(colon + 1));
        }
        AssetId asset = one(scope.substring(ASSET.length()));
        return asset == null ? null : ASSET + asset.value();
    }

    /** The name in a scope that is to name an asset; null where it names a pool, a site or the topology. */
    public static @Nullable String assetOf(String scope) {
        String given = scope.strip();
        return given.regionMatches(true, 0, ASSET, 0, ASSET.length())
                ? given.substring(ASSET.length()).strip()
                : null;
    }

    /** As names are compared: DNS writes a fully qualified one with a dot at its end, people do not. */
    static String folded(String name) {
        String folded = name.strip().toLowerCase(Locale.ROOT);
        return folded.length() > 1 && folded.endsWith(".") ? folded.substring(0, folded.length() - 1) : folded;
    }
}
