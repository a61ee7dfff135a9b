package io.ratchet.routes.identify;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.rules.fact.AssetNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The assets we believe there are. What is believed of one is put together when somebody asks for it: whoever goes
 * through all of them should hold none longer than needed. One that is asked for later than another may know more.
 */
public interface Assets {
    /** All of them, in order. */
    List<AssetId> ids();

    /** Empty where there is none of this id. */
    Optional<AssetState> find(AssetId id);

    /** What people call them. */
    AssetNames names();

    /** One after the other, in order. */
    default Stream<AssetState> all() {
        return ids().stream().flatMap(id -> find(id).stream());
    }

    static Assets none() {
        return of(List.of());
    }

    /** These and no others. */
    static Assets of(List<AssetState> assets) {
        Map<AssetId, AssetState> known = new TreeMap<>();
        assets.forEach(asset -> known.put(asset.id(), asset));
        return new Assets() {
            @Override
            public List<AssetId> ids() {
                return List.copyOf(known.keySet());
            }

            @Override
            public Optional<AssetState> find(AssetId id) {
                return Optional.ofNullable(known.get(id));
            }

            @Override
            public AssetNames names() {
                return AssetNames.of(assets);
            }
        };
    }
}
