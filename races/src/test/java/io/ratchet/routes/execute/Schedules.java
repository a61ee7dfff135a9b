package io.ratchet.routes.execute;

import java.util.stream.Stream;
import kotlin.Unit;
import org.pastalab.fray.core.observers.TimelineCoverageType;
import org.pastalab.fray.core.randomness.ControlledRandomProvider;
import org.pastalab.fray.core.scheduler.POSScheduler;
import org.pastalab.fray.junit.plain.FrayInTestLauncher;

/** Runs threads under many schedules, each drawn by partial order sampling. */
final class Schedules {
    private static final int SCHEDULES = Integer.getInteger("ratchet.schedules", 1000);
    private static final int SECONDS = 120;

    private Schedules() {}

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** @throws AssertionError what {@code work} threw under the first schedule under which it does not hold */
    static void of(Work work) {
        FrayInTestLauncher.INSTANCE.launchFray(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                new POSScheduler(),
                new ControlledRandomProvider(),
                SCHEDULES,
                SECONDS,
                false,
                TimelineCoverageType.NONE,
                configuration -> Unit.INSTANCE);
    }

    /** All at once, to their end. */
    static void beside(Work... works) throws InterruptedException {
        Thread[] threads = Stream.of(works).map(Schedules::thread).toArray(Thread[]::new);
        for (Thread thread : threads) thread.start();
        for (Thread thread : threads) thread.join();
    }

    private static Thread thread(Work work) {
        return new Thread(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
