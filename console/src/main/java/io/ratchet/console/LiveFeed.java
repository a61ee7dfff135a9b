package io.ratchet.console;

import io.ratchet.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells pages that are open that something has happened, as server-sent events; what it was they ask for themselves.
 * Every step on a host, every word of a person and every decision is a line of the log, so its length tells. Nobody is
 * asked while nobody listens, and one look serves all.
 */
@RestController
final class LiveFeed implements ApplicationListener<ContextClosedEvent> {
    /** After which a page asks again, and whether it still may is looked at anew. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** More pages than that go on by asking now and then, as they do without a script that listens. */
    static final int MOST = 200;

    private static final Duration LOOKS = Duration.ofSeconds(1);
    private static final int LOOKS_PER_SIGN = 15;
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

    private final Store store;
    private final List<SseEmitter> listening = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looking;
    private final Future<?> looks;
    private long known;
    private int quiet;

    LiveFeed(ConsolePorts ports) {
        this.store = ports.store();
        this.looking = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "live-feed");
            thread.setDaemon(true);
            return thread;
        });
        looks = looking.scheduleWithFixedDelay(this::look, LOOKS.toMillis(), LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The length of the log now, and again whenever it has grown; at most once a second. */
    @GetMapping("/live")
    SseEmitter live() {
        if (listening.size() >= MOST)
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many pages listen already.");
        long now = size(); // before it takes a place, which nobody would give back where the store is away
        SseEmitter page = new SseEmitter(LONGEST.toMillis());
        page.onCompletion(() -> listening.remove(page));
        page.onTimeout(page::complete);
        page.onError(gone -> listening.remove(page));
        listening.add(page);
        tell(page, SseEmitter.event().name("log").data(now));
        return page;
    }

    private long size() {
        return store.<Long>transact(tx -> tx.audit().edge().size());
    }

    /** A database that is away for a moment must not end the looking for good. */
    private void look() {
        if (listening.isEmpty()) return;
        try {
            long size = size();
            boolean grown = size != known;
            known = size;
            quiet = grown ? 0 : quiet + 1;
            if (grown)
                listening.forEach(
                        page -> tell(page, SseEmitter.event().name("log").data(size)));
            else if (quiet % LOOKS_PER_SIGN == 0)
                listening.forEach(page -> tell(page, SseEmitter.event().comment("nothing new")));
        } catch (RuntimeException e) {
            LOG.debug("Pages that listen are told later.", e);
        }
    }

    private void tell(SseEmitter page, SseEmitter.SseEventBuilder event) {
        try {
            page.send(event);
        } catch (IOException | IllegalStateException e) {
            listening.remove(page); // who listened has gone
        }
    }

    /** Before the server waits for what is still being answered. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        looks.cancel(false);
        looking.shutdown();
        listening.forEach(SseEmitter::complete);
    }
}
