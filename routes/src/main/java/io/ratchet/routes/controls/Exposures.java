package io.ratchet.routes.controls;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.organisation.Deadlines;
import io.ratchet.domain.organisation.Deadlines.Exposure;
import io.ratchet.domain.organisation.Deadlines.Part;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.identify.Network;
import io.ratchet.rules.fact.AssetNames;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether strangers can reach an asset over public networks, by the word of the profile: on the asset itself, else on
 * the narrowest network of its address, else on its site. Where nothing is said it is not known, and counts as exposed.
 */
final class Exposures {
    /** @param told empty: unknown */
    record Word(Optional<Boolean> told, String because) {
        boolean exposed() {
            return told.orElse(true);
        }
    }

    private final List<Exposure> networks;
    private final List<Exposure> sites;
    private final Map<AssetId, Exposure> hosts = new HashMap<>();

    /** @param estate all of it, by which a name is that of one asset or of several */
    Exposures(Deadlines deadlines, Assets estate) {
        networks = of(deadlines, Part.NETWORK).stream()
                .sorted(Comparator.comparing((Exposure one) -> Network.prefix(one.name()))
                        .reversed())
                .toList();
        sites = of(deadlines, Part.SITE);
        List<Exposure> words = of(deadlines, Part.HOST);
        if (words.isEmpty()) return;
        AssetNames names = estate.names();
        for (Exposure word : words) {
            List<AssetId> named = names.named(word.name());
            // That one of several is not exposed does not say which.
            if (named.size() == 1 || word.isPublic())
                named.forEach(asset -> hosts.merge(asset, word, (one, other) -> one.isPublic() ? one : other));
        }
    }

    private static List<Exposure> of(Deadlines deadlines, Part part) {
        return deadlines.exposures().stream()
                .filter(exposure -> exposure.part() == part)
                .toList();
    }

    Word of(AssetState asset) {
        Exposure host = hosts.get(asset.id());
        if (host != null) return word(host, "the host '" + host.name() + "'");
        String address = asset.host().ip();
        if (address != null)
            for (Exposure network : networks)
                if (Network.contains(network.name(), address))
                    return word(network, "the network " + network.name() + " with " + address);
        String site = asset.site();
        if (site != null)
            for (Exposure one : sites)
                if (one.name().equalsIgnoreCase(site.strip())) return word(one, "the site '" + one.name() + "'");
        return new Word(
                Optional.empty(),
                "The profile does not say whether it can be reached from public networks, so it counts as exposed.");
    }

    private static Word word(Exposure exposure, String of) {
        return new Word(
                Optional.of(exposure.isPublic()),
                "By the profile, " + of + (exposure.isPublic() ? " can" : " cannot")
                        + " be reached from public networks.");
    }
}
