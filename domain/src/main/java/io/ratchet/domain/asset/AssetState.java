package io.ratchet.domain.asset;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Observation;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What we now believe about an asset: the input of one decision.
 *
 * @param host the merged identifiers of every source
 * @param site the site it stands in, by its own word or by the organisation's networks; null when unknown
 * @param facts oldest first; contradicting facts are all kept, trust and time decide who is believed
 */
public record AssetState(
        AssetId id,
        Identity identity,
        HostRef host,
        @Nullable String site,
        List<Fact> facts) {
    public AssetState {
        facts = List.copyOf(facts);
    }

    /** The facts whose observation is a {@code type}, oldest first. */
    public <T extends Observation> Stream<Fact> factsOf(Class<T> type) {
        return facts.stream().filter(fact -> type.isInstance(fact.observation()));
    }
}
