package io.ratchet.routes.collect;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.routes.identify.Network;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * To whom an account may be shown for reading: a machine of which it is certain which one it is, or an address within a
 * network that the profile names.
 */
final class Reach {
    private final Supplier<Organisation> organisation;

    Reach(Supplier<Organisation> organisation) {
        this.organisation = organisation;
    }

    /** The site of the most specific network in which the address lies; empty: in none. */
    Optional<String> site(String address) {
        record Place(Site site, String network) {}
        return organisation.get().sites().stream()
                .flatMap(site -> site.networks().stream().map(network -> new Place(site, network)))
                .filter(place -> Network.contains(place.network(), address))
                .max(Comparator.comparing(place -> Network.prefix(place.network())))
                .map(place -> place.site().name());
    }

    /** Why this asset may not be asked; empty: it may. */
    Optional<Failure> against(AssetState asset) {
        if (foreign(asset))
            return Optional.of(
                    Failure.of(FailureCode.HOST_NOT_OURS, asset.id() + " is no Windows by all that is known of it."));
        if (asset.identity().mayAct()) return Optional.empty();
        String address = asset.host().ip();
        return address == null ? Optional.of(uncertain(asset)) : against(address);
    }

    /** Why this address may not be asked; empty: it may. */
    Optional<Failure> against(String address) {
        return site(address).isPresent()
                ? Optional.empty()
                : Optional.of(Failure.of(
                        FailureCode.HOST_NOT_OURS,
                        address + " lies in no network that the profile names, and no account is shown to it."));
    }

    private static Failure uncertain(AssetState asset) {
        return Failure.of(
                FailureCode.HOST_NOT_OURS,
                "It is not certain which machine " + asset.id() + " is, and no address of it is known.");
    }

    /** The newest word on its operating system names another than Windows. */
    private static boolean foreign(AssetState asset) {
        return asset.factsOf(Observation.OperatingSystem.class)
                .max(Comparator.comparing(Fact::observedAt))
                .map(fact -> ((Observation.OperatingSystem) fact.observation()).caption())
                .filter(Reach::another)
                .isPresent();
    }

    private static boolean another(@Nullable String caption) {
        return caption != null && !caption.isBlank() && !caption.matches("(?is).*(windows|server|posready).*");
    }
}
