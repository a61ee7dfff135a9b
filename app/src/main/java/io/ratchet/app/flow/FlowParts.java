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
import io.ratchet.routes.support.RouteObserver;
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
 * What differs between a server and the demo, by what belongs together.
 *
 * @param observers told what happens
 * @param tickets what people are asked for outside Ratchet
 * @param noticing who is told what although they did not ask
 * @param sources what reports come from besides uploads
 * @param collecting when hosts are asked for facts
 * @param telling where what comes about is told
 */
public record FlowParts(
        Ground ground,
        Hosts hosts,
        Changing changing,
        Observers observers,
        Sources sources,
        Ticketing tickets,
        Noticing noticing,
        Collecting collecting,
        Proving proving,
        Telling telling) {
    /**
     * Without a ticket system, where nobody is told anything, with uploads alone, with facts collected only where a
     * person orders it, and where nobody but its own key vouches for the audit log.
     */
    public static FlowParts plain(Ground ground, Hosts hosts, Changing changing, Observers observers) {
        return new FlowParts(
                ground,
                hosts,
                changing,
                observers,
                Sources.none(),
                Ticketing.none(),
                Noticing.none(),
                Collecting.onRequest(),
                Proving.alone(),
                Telling.none());
    }

    /**
     * What everything stands on.
     *
     * @param data the folder that holds reports and keys
     * @param rules asked once for each round of deciding
     */
    public record Ground(
            SqlStore store,
            Path data,
            Supplier<Organisation> organisation,
            Supplier<RuleBook> rules,
            Clock clock,
            IdSource ids) {
        /** The same with another profile. */
        Ground by(Supplier<Organisation> profile) {
            return new Ground(store, data, profile, rules, clock, ids);
        }
    }

    /** How hosts are found, reached and probed, and the packages that are brought to them. */
    public record Hosts(HostDirectory directory, HostShell shell, TlsProbe probe, PackageDepot depot) {}

    /**
     * How hosts are changed, and who allows it.
     *
     * @param validity how long after an approval a run may begin under it
     * @param evidence of which hosts volatile facts are kept before they are changed, whatever demands it
     */
    public record Changing(
            RunSettings runs,
            Night.Settings night,
            Duration validity,
            EvidenceBeforeChange.Wanted evidence,
            Approvers approvers) {
        /** Where no facts are kept without a demand, and everybody is one person who may approve. */
        public static Changing plain(RunSettings runs, Night.Settings night, Duration validity) {
            return new Changing(runs, night, validity, EvidenceBeforeChange.Wanted.nowhere(), Approvers.onePerson());
        }
    }

    /**
     * Who vouches for the audit log, and who keeps copies of its heads.
     *
     * @param heads who publishes the audit log and has others vouch for it; empty: its own key alone vouches for an
     *     export
     * @param copied who is sent a copy of each head that is published
     */
    public record Proving(Optional<HeadPublisher> heads, List<HeadReceiver> copied) {
        public Proving {
            copied = List.copyOf(copied);
        }

        public static Proving alone() {
            return new Proving(Optional.empty(), List.of());
        }
    }

    /**
     * What reports come from besides uploads.
     *
     * @param folders endpoints of watched folders
     * @param topic that carries findings; empty: none
     * @param formats those that are read, a site's own tables among them
     * @param pull what is asked for reports
     * @param connect makes the driver of one
     * @param syslog where events are listened for; empty: nowhere
     * @param trust which source may claim what
     */
    public record Sources(
            List<String> folders,
            Optional<Inbox> topic,
            Formats formats,
            List<PullSource> pull,
            Function<PullSource, PullApi> connect,
            Optional<SyslogEars> syslog,
            SourceTrust trust) {
        public Sources {
            folders = List.copyOf(folders);
            pull = List.copyOf(pull);
        }

        public static Sources none() {
            return new Sources(
                    List.of(),
                    Optional.empty(),
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
    public record Observers(IntakeObserver intake, RoundObserver rounds, RouteObserver routes) {
        public static Observers none() {
            return new Observers(IntakeObserver.none(), RoundObserver.none(), RouteObserver.none());
        }
    }
}
