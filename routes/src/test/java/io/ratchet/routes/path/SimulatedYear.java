package io.ratchet.routes.path;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A year of an estate as it could have gone: sites come in one after another; each asset is prepared for a time of its
 * own, slow ones by far longer, and is then tried in the weekly windows, of which each may fail; a site has only so
 * many places a window, good and bad months, and weeks in which nothing may change.
 */
final class SimulatedYear {
    static final Instant BEGIN = Instant.parse("2018-01-01T00:00:00Z");
    private static final int WEEKS = 260;

    private final Random random;
    private final List<Item> items = new ArrayList<>();

    private static final class Item {
        private final String name;
        private final String site;
        private final String family;
        private final int opened;
        private final double prepared;
        private int closed = -1;

        Item(String name, String site, String family, int opened, double prepared) {
            this.name = name;
            this.site = site;
            this.family = family;
            this.opened = opened;
            this.prepared = prepared;
        }
    }

    SimulatedYear(long seed) {
        random = new Random(seed);
        int sites = 8 + random.nextInt(5);
        double fails = 0.05 + 0.2 * random.nextDouble();
        double pace = Math.exp(0.3 * random.nextGaussian());
        for (int site = 0; site < sites; site++) {
            int opened = site * (2 + random.nextInt(4));
            int hosts = 40 + random.nextInt(120);
            for (int host = 0; host < hosts; host++) {
                boolean server = random.nextInt(4) == 0;
                double prepared = (server ? 6 : 2.5) * pace * Math.exp((server ? 0.7 : 0.9) * random.nextGaussian());
                items.add(new Item(
                        "h" + site + "-" + host, "S" + site, server ? "sv-" : "os-", opened, opened + prepared));
            }
        }
        for (int week = 0; week < WEEKS; week++)
            for (int site = 0; site < sites; site++) window("S" + site, week, fails);
    }

    private void window(String site, int week, double fails) {
        if (week % 52 >= 50 || random.nextInt(12) == 0) return;
        int places = 12 + random.nextInt(12);
        for (Item item : items) {
            if (places == 0) return;
            if (!item.site.equals(site) || item.closed >= 0 || item.opened > week || item.prepared > week) continue;
            places--;
            if (random.nextDouble() >= fails) item.closed = week;
        }
    }

    private static Instant at(int week) {
        return BEGIN.plus(Duration.ofDays(7L * week));
    }

    /** As it is known in a week. */
    List<Spell> known(int week) {
        return items.stream()
                .filter(item -> item.opened <= week)
                .map(item -> new Spell(
                        item.name,
                        item.site,
                        item.family,
                        at(item.opened),
                        item.closed < 0 || item.closed > week ? null : at(item.closed),
                        false))
                .toList();
    }

    Instant moment(int week) {
        return at(week).plusSeconds(1);
    }

    /** The week in which the last of what is open in {@code week} was done; null where nothing is open. */
    @Nullable
    Integer done(int week) {
        return items.stream()
                .filter(item -> item.opened <= week && (item.closed < 0 || item.closed > week))
                .map(item -> item.closed < 0 ? WEEKS : item.closed)
                .max(Integer::compare)
                .orElse(null);
    }

    /** In how many weeks it is done if as many are finished each week as were so far. */
    static double straight(List<Spell> known, int week) {
        long finished = known.stream().filter(spell -> spell.closed() != null).count();
        long open = known.size() - finished;
        return finished == 0 ? 520 : open * (week + 1.0) / finished;
    }
}
