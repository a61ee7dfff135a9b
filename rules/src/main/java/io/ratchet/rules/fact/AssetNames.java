package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.finding.HostRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people call the assets of an estate (statement 137): id, FQDN, {@code DOMAIN\\NETBIOS}, NetBIOS name or address,
 * the first of these that fits. Case and outer blanks do not matter.
 */
public final class AssetNames {
    private static final String ASSET = "asset:";

    private final List<AssetState> assets;
    /** By kind of name, the surest first; empty until somebody asks. */
    private final List<Map<String, List<AssetId>>> kinds = new ArrayList<>();

    private AssetNames(List<AssetState> assets) {
        this.assets = assets;
    }

    public static AssetNames of(List<AssetState> assets) {
        return new AssetNames(List.copyOf(assets));
    }

    private synchronized List<Map<String, List<AssetId>>> kinds() {
        if (kinds.isEmpty()) {
            for (int kind = 0; kind < 5; kind++) kinds.add(new HashMap<>());
            assets.forEach(this::add);
        }
        return kinds;
    }

    private void add(AssetState asset) {
        HostRef ref = asset.host();
        String fqdn = ref.fqdn();
        String netbios = ref.netbios() != null || fqdn == null ? ref.netbios() : fqdn.split("\\.", 2)[0];
        put(0, asset.id().value(), asset.id());
        put(1, fqdn, asset.id());
        if (ref.domain() != null) put(2, ref.domain() + "\\" + netbios, asset.id());
        put(3, netbios, asset.id());
        put(4, ref.ip(), asset.id());
    }

    private void put(int kind, @Nullable String name, AssetId asset) {
        if (name != null && !name.isBlank())
            kinds.get(kind)
                    .merge(
                            folded(name),
                            List.of(asset),
                            (known, one) -> known.contains(asset)
                                    ? known
                                    : Stream.concat(known.stream(), one.stream())
                                            .sorted()
                                            .toList());
    }

    /** The assets that go by this name, in order; one where it is certain who is meant, else none or several. */
    public List<AssetId> named(String name) {
        String wanted = folded(name);
        for (Map<String, List<AssetId>> kind : kinds()) {
            List<AssetId> found = kind.get(wanted);
            if (found != null) return found;
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
