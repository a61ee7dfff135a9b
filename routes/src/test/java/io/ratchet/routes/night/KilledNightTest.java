package io.ratchet.routes.night;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.store.sql.SqlStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("ratchet.seed", 1L));

    @Test
    void killedAtTwentyMomentsItLosesNothingAndChangesNothingTwice() throws Exception {
        killed(20);
    }

    @Test
    @Tag("slow")
    void killedAtTwoHundredMomentsItLosesNothingAndChangesNothingTwice() throws Exception {
        killed(200);
    }

    private void killed(int times) throws Exception {
        int left = times;
        int nights = 0;
        while (left > 0) left -= oneNight(folder.resolve("night-" + ++nights), left);
        System.out.println("killed " + times + " times in " + nights + " nights of " + HOSTS + " hosts");
    }

    /** Kills as often as allowed, or until the night ends before; returns how often. */
    private int oneNight(Path data, int most) throws Exception {
        Files.createDirectories(data);
        int kills = 0;
        try (NightInAProcess night = new NightInAProcess(data.toString(), data.resolve("log"), HOSTS)) {
            try (SqlStore store = SqlStore.h2(data)) {
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
            night.ends(night.start(), () -> SqlStore.h2(data));
            try (SqlStore store = SqlStore.h2(data)) {
                night.isTrue(store);
            }
        }
        return kills;
    }
}
