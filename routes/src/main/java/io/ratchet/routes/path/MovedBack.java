package io.ratchet.routes.path;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Regression;
import io.ratchet.store.Regressions;
import java.time.Instant;

/**
 * What had been proven and moved back, in words for people.
 *
 * @param state whether it stands
 * @param moved what was seen, in a sentence
 * @param way by what kind of look it was found
 * @param cause to what it is put down, and whether a fact shows that
 * @param provenDays whole days for which it had been proven
 */
public record MovedBack(
        String asset,
        Goal goal,
        String state,
        String moved,
        String way,
        String cause,
        long provenDays,
        Instant seenAt) {
    public static MovedBack of(Regressions.Kept kept) {
        Regression one = kept.regression();
        Regression.Moved moved = one.moved();
        Regression.Cause cause = one.cause();
        String origin = cause.origin().wire().replace('-', ' ');
        return new MovedBack(
                one.asset().value(),
                one.goal(),
                kept.stands() ? "stands" : "stands no longer",
                moved.what() + (moved.was().isEmpty() ? ": " : " was " + moved.was() + " and is ") + moved.is(),
                moved.way().wire(),
                cause.says().isEmpty() ? origin : origin + (cause.shown() ? ": " : ", by the time: ") + cause.says(),
                one.provenDays(),
                moved.seenAt());
    }
}
