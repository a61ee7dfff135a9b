package io.ratchet.domain.organisation;

import io.ratchet.domain.Checks;

/**
 * How far a night may reach at most (the keys {@code caps}, {@code breaker} and {@code undo} of the profile). All of it
 * holds without a word in the profile.
 */
public record Caution(Caps caps, Breaker breaker, Undo undo) {
    /** What becomes of an undo that had begun when its window closed. */
    public enum Undo {
        /** It is gone on with at once: a host that is half put back is worse than a late change. */
        FINISH,
        /** It goes on when the next window opens: nothing at all is changed outside of one. */
        WAIT
    }

    /**
     * How many hosts may be in change at one time, from the beginning of a run until it is verified or put back.
     *
     * @param total everywhere together
     * @param site at one site
     * @param subnet in one network of 256 addresses (IPv6: one /64)
     * @param pool members of one pool, farm or DAG (statement 101)
     * @param night the blast radius: hosts whose run may begin in one night, from the opening of a window on and in 24
     *     hours at most
     * @param wave the first host of an OS build goes alone with a playbook; this many more may follow at one time for
     *     each one that was verified
     */
    public record Caps(int total, int site, int subnet, int pool, int night, int wave) {
        public Caps {
            Checks.that(
                    total >= 1 && site >= 1 && subnet >= 1 && pool >= 1 && night >= 1 && wave >= 1,
                    "a cap is 1 or more; what shall not run at all is stopped");
        }
    }

    /**
     * When a breaker opens: it then forbids a playbook on an OS build until a person closes it.
     *
     * @param inARow so many runs failed one after another
     * @param percent or this share of the last {@code of} failed, of {@value #FEWEST} at least
     * @param of how many runs are looked at
     */
    public record Breaker(int inARow, int percent, int of) {
        /** Fewer runs than this have no share worth the name. */
        public static final int FEWEST = 5;

        public Breaker {
            Checks.that(inARow >= 1, "a breaker opens after one failed run or more");
            Checks.that(percent >= 1 && percent <= 100, "a share is 1 to 100 percent");
            Checks.that(of >= FEWEST && of <= 200, "a share is taken of " + FEWEST + " to 200 runs");
        }
    }

    /** What holds where the profile says nothing. */
    public static Caution careful() {
        return new Caution(new Caps(50, 25, 10, 1, 200, 5), new Breaker(3, 30, 20), Undo.FINISH);
    }
}
