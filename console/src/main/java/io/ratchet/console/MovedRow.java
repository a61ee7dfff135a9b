package io.ratchet.console;

import io.ratchet.routes.path.MovedBack;
import io.ratchet.store.Regressions;
import java.util.List;

/** What moved back, as a row of a table. */
record MovedRow(MovedBack back, Moments.Shown at) {
    static List<MovedRow> of(List<Regressions.Kept> kept, Moments moments) {
        return kept.stream()
                .map(one -> {
                    MovedBack back = MovedBack.of(one);
                    return new MovedRow(
                            back, moments.at(back.seenAt(), one.regression().site()));
                })
                .toList();
    }
}
