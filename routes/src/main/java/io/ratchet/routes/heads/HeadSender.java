package io.ratchet.routes.heads;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.outbox.Restraint;
import io.ratchet.store.Contacts;
import io.ratchet.store.audit.HeadCopies;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which head goes to whom next, and what came of it. Each receiver is sent all of them in their order: none passes one
 * that was not taken. What may have arrived is sent again.
 */
public final class HeadSender {
    private static final Logger LOG = LoggerFactory.getLogger(HeadSender.class);
    private static final Restraint.Limits PATIENCE =
            new Restraint.Limits(Duration.ofSeconds(20), Duration.ofMinutes(10), 1);

    private final HeadCopies copies;
    private final List<HeadReceiver> receivers;
    private final Clock clock;
    private final Restraint restraint = new Restraint(PATIENCE);
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    public HeadSender(HeadCopies copies, List<HeadReceiver> receivers, Clock clock) {
        this.copies = copies;
        this.receivers = List.copyOf(receivers);
        this.clock = clock;
    }

    /** A head whose turn it is at a receiver. */
    record Due(HeadReceiver receiver, HeadCopies.Copy copy) {}

    /** The next for each receiver that has not taken them all and is not left alone for a while. */
    List<Due> due() {
        Instant now = clock.instant();
        List<Due> due = new ArrayList<>();
        for (HeadReceiver receiver : receivers) {
            if (restraint.room(receiver.name(), now) == 0) continue;
            try {
                copies.next(receiver.name()).ifPresent(copy -> due.add(new Due(receiver, copy)));
            } catch (IOException e) {
                failed(receiver, e);
            }
        }
        return due;
    }

    void taken(Due sent) {
        try {
            copies.taken(sent.receiver().name(), sent.copy());
        } catch (IOException e) {
            failed(sent.receiver(), e);
            return;
        }
        restraint.answered(sent.receiver().name());
        if (problems.remove(sent.receiver().name()) != null)
            LOG.info(
                    "Heads of the audit log are taken by '{}' again.",
                    sent.receiver().name());
    }

    /** It is tried again, with ever longer pauses; the log says so once. */
    void failed(HeadReceiver receiver, Exception because) {
        restraint.failed(receiver.name(), null, clock.instant());
        String why = because instanceof FailureException failure
                ? failure.failure().message()
                : Objects.requireNonNullElse(because.getMessage(), "no reason was given");
        if (problems.put(receiver.name(), why) == null)
            LOG.warn(
                    "A head of the audit log could not be sent to '{}' ({}) and is tried again: {}",
                    receiver.name(),
                    receiver.place(),
                    why);
    }

    /** How each receiver stands, in the order of the settings; none is ever given up. */
    public List<Contacts.Receiver> standing() {
        return receivers.stream().map(this::standing).toList();
    }

    private Contacts.Receiver standing(HeadReceiver receiver) {
        String problem = problems.getOrDefault(receiver.name(), "");
        try {
            HeadCopies.Standing standing = copies.standing(receiver.name());
            return new Contacts.Receiver(
                    shown(receiver),
                    standing.last().orElse(null),
                    standing.waiting(),
                    standing.oldest().orElse(null),
                    0,
                    problem);
        } catch (IOException e) {
            return new Contacts.Receiver(
                    shown(receiver), null, 0, null, 0, "The heads cannot be read: " + e.getMessage() + ".");
        }
    }

    private static String shown(HeadReceiver receiver) {
        return receiver.name() + " (audit log)";
    }
}
