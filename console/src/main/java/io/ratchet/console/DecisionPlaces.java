package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.store.Decisions.Place;
import org.jspecify.annotations.Nullable;

/** Where a page of decisions ends, as an address carries it. */
final class DecisionPlaces {
    private DecisionPlaces() {}

    static String text(Decision last) {
        Place place = Place.of(last);
        return Cursor.text(
                place.asset().value(),
                place.system(),
                place.step(),
                place.goal().name(),
                place.rule(),
                place.kind());
    }

    /** @throws IllegalArgumentException when it is none of ours */
    static @Nullable Place of(String after) {
        return Cursor.of(
                after,
                6,
                parts -> new Place(
                        new AssetId(parts.get(0)),
                        parts.get(1),
                        Integer.parseInt(parts.get(2)),
                        Goal.valueOf(parts.get(3)),
                        parts.get(4),
                        parts.get(5)));
    }
}
