package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.routes.support.AtWork;
import io.ratchet.routes.support.PostgresDatabases;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights over fifty hosts, whose process is killed by SIGKILL at random moments and started again on what it left. The
 * moments follow from the seed; where in its work the process then is does not.
 */
class KilledNightTest {
    private static final int HOSTS = 50;
    private static final int LONGEST_LIFE_MILLIS = 500;
    /** On each kind of database; with those of {@code KilledIntakeTest} a thousand. */
    private static final int KILLS = Integer.getInteger("ratchet.kills", 400);

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("ratchet.seed", 1L));

    @BeforeAll
    static void rehearse(@TempDir Path apart) throws Exception {
        String database = apart.resolve("store").toString();
        try (NightInAProcess night = new NightInAProcess(database, apart.resolve("log"), 5)) {
            try (SqlStore store = AtWork.store(database)) {
                night.approveAll(store);
            }
            night.rehearse();
        }
    }

    @Test
    void killedAtTenMomentsItLosesNothingAndChangesNothingTwice() throws Exception {
        killed(10, Path::toString);
    }

    @Test
    @Tag("slow")
    void killedAtFourHundredMomentsItLosesNothingAndChangesNothingTwice() throws Exception {
        killed(KILLS, Path::toString);
    }

    @Test
    @Tag("slow")
    void killedAtFourHundredMomentsOnPostgresqlItLosesNothingAndChangesNothingTwice() throws Exception {
        try (PostgresDatabases databases = PostgresDatabases.start(folder.resolve("database"))) {
            killed(KILLS, data -> databases.make(data.getFileName().toString()));
        }
    }

    private void killed(int times, Function<Path, String> database) throws Exception {
        int left = times;
        int nights = 0;
        while (left > 0) {
            Path data = Files.createDirectories(folder.resolve("night-" + ++nights));
            left -= oneNight(database.apply(data), data.resolve("log"), left);
        }
        System.out.println("killed " + times + " times in " + nights + " nights of " + HOSTS + " hosts");
    }

    /** Kills as often as allowed, or until the night ends before; returns how often. */
    private int oneNight(String database, Path log, int most) throws Exception {
        int kills = 0;
        try (NightInAProcess night = new NightInAProcess(database, log, HOSTS)) {
            try (SqlStore store = AtWork.store(database)) {
                night.approveAll(store);
            }
            boolean over = false;
            while (kills < most && !over) {
                Process process = night.start();
                over = process.waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
                if (over) continue;
                process.destroyForcibly();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                kills++;
            }
            night.ends(night.start(), () -> AtWork.store(database));
            try (SqlStore store = AtWork.store(database)) {
                night.isTrue(store);
            }
        }
        return kills;
    }
}
