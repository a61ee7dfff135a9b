package io.ratchet.app.flow;

import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.connectors.notice.NoticeReceivers;
import io.ratchet.connectors.pull.PullApi;
import io.ratchet.connectors.pull.PullSource;
import io.ratchet.connectors.ticket.TicketSystems;
import io.ratchet.domain.IdSource;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.playbooks.PackageDepot;
import io.ratchet.routes.collect.CollectRun;
import io.ratchet.routes.collect.CollectSchedule;
import io.ratchet.routes.decide.RoundObserver;
import io.ratchet.routes.events.EventObserver;
import io.ratchet.routes.events.EventTopic;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.RunSettings;
import io.ratchet.routes.heads.HeadReceiver;
import io.ratchet.routes.intake.Formats;
import io.ratchet.routes.intake.IntakeObserver;
import io.ratchet.routes.intake.SourceTrust;
import io.ratchet.routes.notices.NoticeObserver;
import io.ratchet.routes.notices.NoticeSettings;
import io.ratchet.routes.queue.Approvers;
import io.ratchet.routes.syslog.SyslogEars;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.routes.tickets.TicketObserver;
import io.ratchet.routes.tickets.TicketSettings;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.sql.SqlStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What differs between a server and the demo.
 *
 * @param data the folder that holds reports and keys
 * @param rules asked once for each round of deciding
 * @param folders endpoints of watched folders
 * @param topic that carries findings; empty: none
 * @param validity how long after an approval a run may begin under it
 * @param observers told what happens
 * @param tickets what people are asked for outside Ratchet
 * @param noticing who is told what although they did not ask
 * @param sources what reports come from besides folders, uploads and a topic
 * @param collecting when hosts are asked for facts
 * @param evidence of which hosts volatile facts are kept before they are changed, whatever demands it
 * @param heads who publishes the audit log and has others vouch for it; empty: its own key alone vouches for an export
 * @param copied who is sent a copy of each head that is published
 * @param telling where what comes about is told
 */
public record FlowParts(
        SqlStore store,
        Path data,
        Supplier<Organisation> organisation,
        Supplier<RuleBook> rules,
        PackageDepot depot,
        HostDirectory directory,
        HostShell shell,
        TlsProbe probe,
        List<String> folders,
        Optional<Inbox> topic,
        Clock clock,
        IdSource ids,
        RunSettings runs,
        Night.Settings night,
        Duration validity,
        Observers observers,
        Ticketing tickets,
        Noticing noticing,
        Sources sources,
        Collecting collecting,
        EvidenceBeforeChange.Wanted evidence,
        Optional<HeadPublisher> heads,
        List<HeadReceiver> copied,
        Telling telling,
        Approvers approvers) {
    public FlowParts {
        copied = List.copyOf(copied);
    }

    /**
     * Without a ticket system, where nobody is told anything, with folders and uploads alone, with facts collected only
     * where a person orders it, and where everybody is one person who may approve.
     */
    public FlowParts(
            SqlStore store,
            Path data,
            Supplier<Organisation> organisation,
            Supplier<RuleBook> rules,
            PackageDepot depot,
            HostDirectory directory,
            HostShell shell,
            TlsProbe probe,
            List<String> folders,
            Optional<Inbox> topic,
            Clock clock,
            IdSource ids,
            RunSettings runs,
            Night.Settings night,
            Duration validity,
            Observers observers) {
        this(
                store,
                data,
                organisation,
                rules,
                depot,
                directory,
                shell,
                probe,
                folders,
                topic,
                clock,
                ids,
                runs,
                night,
                validity,
                observers,
                Ticketing.none(),
                Noticing.none(),
                Sources.none(),
                Collecting.onRequest(),
                EvidenceBeforeChange.Wanted.nowhere(),
                Optional.empty(),
                List.of(),
                Telling.none(),
                Approvers.onePerson());
    }

    /** The same with another profile. */
    FlowParts by(Supplier<Organisation> profile) {
        return new FlowParts(
                store,
                data,
                profile,
                rules,
                depot,
                directory,
                shell,
                probe,
                folders,
                topic,
                clock,
                ids,
                runs,
                night,
                validity,
                observers,
                tickets,
                noticing,
                sources,
                collecting,
                evidence,
                heads,
                copied,
                telling,
                approvers);
    }

    /**
     * What reports come from besides folders, uploads and a topic.
     *
     * @param formats those that are read, a site's own tables among them
     * @param pull what is asked for reports
     * @param connect makes the driver of one
     * @param syslog where events are listened for; empty: nowhere
     * @param trust which source may claim what
     */
    public record Sources(
            Formats formats,
            List<PullSource> pull,
            Function<PullSource, PullApi> connect,
            Optional<SyslogEars> syslog,
            SourceTrust trust) {
        public Sources {
            pull = List.copyOf(pull);
        }

        public static Sources none() {
            return new Sources(
                    Formats.shipped(),
                    List.of(),
                    source -> {
                        throw new IllegalStateException("nothing is connected to: " + source.name());
                    },
                    Optional.empty(),
                    SourceTrust.ofEverybody());
        }
    }

    /**
     * Where tickets go, how they are sent, and who is told what comes of it.
     *
     * @param hooks of each ticket system that tells by itself, by its name, how it signs
     */
    public record Ticketing(
            TicketSystems systems,
            TicketSettings settings,
            TicketObserver observer,
            Map<String, TicketHooks.Hook> hooks) {
        public static Ticketing none() {
            return new Ticketing(TicketSystems.none(), TicketSettings.none(), TicketObserver.none(), Map.of());
        }
    }

    /** Who is told what although they did not ask, how they are reached, and who hears of it. */
    public record Noticing(NoticeReceivers receivers, NoticeSettings settings, NoticeObserver observer) {
        public static Noticing none() {
            return new Noticing(NoticeReceivers.none(), NoticeSettings.none(), NoticeObserver.none());
        }
    }

    /**
     * When hosts are asked for facts without a person's word.
     *
     * @param schedule for each site named when
     */
    public record Collecting(List<CollectSchedule.Entry> schedule, CollectRun.Pace pace) {
        public Collecting {
            schedule = List.copyOf(schedule);
        }

        public static Collecting onRequest() {
            return new Collecting(List.of(), CollectRun.Pace.calm());
        }
    }

    /**
     * The topic that carries findings.
     *
     * @param endpoint Camel's
     * @param dead endpoint of the topic of its dead letters; empty: nothing is set aside
     */
    public record Inbox(String endpoint, Optional<String> dead) {}

    /**
     * Where what comes about is told.
     *
     * @param topic empty: nowhere
     */
    public record Telling(Optional<EventTopic> topic, EventObserver observer) {
        public static Telling none() {
            return new Telling(Optional.empty(), EventObserver.none());
        }
    }

    /** Who is told what happens in the flow, as it happens. */
    public record Observers(IntakeObserver intake, RoundObserver rounds) {
        public static Observers none() {
            return new Observers(IntakeObserver.none(), RoundObserver.none());
        }
    }
}
