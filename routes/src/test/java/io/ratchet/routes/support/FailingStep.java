package io.ratchet.routes.support;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;

/**
 * What goes wrong at a step of a route, such as a store that is away, the first times that anything comes to it. The
 * route is started anew, and what mocks were told is forgotten.
 */
public final class FailingStep {
    private final AtomicInteger left;
    private final AtomicInteger failed = new AtomicInteger();

    private FailingStep(int times) {
        left = new AtomicInteger(times);
    }

    public static FailingStep at(CamelContext camel, String route, String step, int times, Exception failure)
            throws Exception {
        FailingStep failing = new FailingStep(times);
        AdviceWith.adviceWith(
                camel,
                route,
                advised -> advised.weaveById(step).before().process(exchange -> {
                    if (failing.left.getAndDecrement() <= 0) return;
                    failing.failed.incrementAndGet();
                    throw failure;
                }));
        return failing;
    }

    /** How often it failed so far. */
    public int failed() {
        return failed.get();
    }
}
