package io.ratchet.console;

import io.ratchet.store.Contacts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Who sends and who answers, since when not, and why. */
@Controller
final class ConnectionsPage {
    private final ConsolePorts ports;

    ConnectionsPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** A moment with how long ago it was; empty where it never was. */
    record Seen(Moments.@Nullable Shown at, String ago) {}

    /** A way in for reports. */
    record Source(String kind, String name, String place, Seen last, String waits, String problem) {}

    /** The reports of a format. */
    record Format(String name, long reports, Seen last, long records, long rejected) {}

    /** The hosts of a site. */
    record Hosts(
            String site,
            long answered,
            Seen lastAnswer,
            long failed,
            Seen lastFailure,
            boolean worse,
            String code,
            String host,
            String message) {}

    /** A ticket system. */
    record Tickets(
            String system, long tickets, Seen lastSeen, long waiting, Seen oldest, long refused, String answer) {}

    /** Who is told something. */
    record Receiver(String name, Seen last, long waiting, Seen oldest, long refused, String answer) {}

    @GetMapping("/connections")
    String connections(@ModelAttribute("moments") Moments moments, Model model) {
        Connections now = Connections.now(ports);
        model.addAttribute(
                "sources",
                now.sources().stream()
                        .map(one -> new Source(
                                one.kind(),
                                one.name(),
                                one.place(),
                                seen(moments, one.last(), null),
                                one.waits(),
                                one.problem()))
                        .toList());
        model.addAttribute(
                "formats",
                now.reported().stream()
                        .map(one -> new Format(
                                one.format(),
                                one.reports(),
                                seen(moments, one.last(), null),
                                one.records(),
                                one.rejected()))
                        .toList());
        model.addAttribute(
                "hosts", now.hosts().stream().map(one -> hosts(one, moments)).toList());
        model.addAttribute(
                "tickets",
                now.tickets().stream()
                        .map(one -> new Tickets(
                                one.system(),
                                one.tickets(),
                                seen(moments, one.lastSeen(), null),
                                one.waiting(),
                                seen(moments, one.oldest(), null),
                                one.refused(),
                                one.answer()))
                        .toList());
        model.addAttribute(
                "receivers",
                now.receivers().stream()
                        .map(one -> new Receiver(
                                one.receiver(),
                                seen(moments, one.lastTold(), null),
                                one.waiting(),
                                seen(moments, one.oldest(), null),
                                one.refused(),
                                one.answer()))
                        .toList());
        return "connections";
    }

    private static Hosts hosts(Contacts.Hosts one, Moments moments) {
        String site = one.site().isEmpty() ? null : one.site();
        Instant answer = one.lastAnswer();
        Instant failure = one.lastFailure();
        return new Hosts(
                site == null ? "unknown site" : site,
                one.answered(),
                seen(moments, answer, site),
                one.failed(),
                seen(moments, failure, site),
                failure != null && (answer == null || failure.isAfter(answer)),
                one.code(),
                one.host(),
                one.message());
    }

    private static Seen seen(Moments moments, @Nullable Instant at, @Nullable String site) {
        return at == null ? new Seen(null, "never") : new Seen(moments.at(at, site), moments.ago(at));
    }
}
