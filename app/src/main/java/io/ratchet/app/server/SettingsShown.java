package io.ratchet.app.server;

import io.ratchet.connectors.notice.NoticeReceiver;
import io.ratchet.connectors.pull.PullSource;
import io.ratchet.connectors.ticket.TicketSystem;
import io.ratchet.console.Company.Grant;
import io.ratchet.console.Role;
import io.ratchet.console.SettingsInForce;
import io.ratchet.console.SettingsInForce.Line;
import io.ratchet.console.SettingsInForce.Section;
import io.ratchet.console.Webhook;
import io.ratchet.domain.notice.Notice.Event;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.intake.SourceTrust;
import io.ratchet.routes.notices.NoticeSettings.Audience;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings in words, under the keys of their file. A secret is not in them to begin with; an address is cut before
 * what may hold one.
 */
final class SettingsShown {
    private SettingsShown() {}

    static SettingsInForce of(ServeSettings settings, Path data) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("data", List.of(new Line("folder", data.toString()))));
        sections.add(http(settings.http()));
        sections.add(database(settings));
        sections.add(new Section(
                "folders",
                settings.folders().stream()
                        .map(folder -> new Line(
                                folder.path().toString(),
                                folder.create() ? "made where it is missing" : "must be there"))
                        .toList()));
        settings.kafka().ifPresent(kafka -> sections.add(kafka(kafka)));
        sections.add(files(settings));
        sections.add(winrm(settings));
        sections.add(new Section(
                "users", settings.users().stream().map(SettingsShown::user).toList()));
        settings.company().ifPresent(company -> sections.add(company(company)));
        sections.add(new Section(
                "tickets",
                settings.tickets().stream().map(SettingsShown::ticket).toList()));
        sections.add(notifications(settings.notifications()));
        sections.addAll(sources(settings.sources()));
        sections.add(new Section(
                "collect",
                settings.collects().stream()
                        .map(entry -> new Line(entry.site(), entry.when().toString()))
                        .toList()));
        sections.add(new Section("evidence", evidence(settings.evidence())));
        sections.add(new Section(
                "clock",
                settings.timeServers().stream()
                        .map(server -> new Line("ntp", server.toString()))
                        .toList()));
        sections.add(audit(settings.audit()));
        return new SettingsInForce(
                sections.stream().filter(section -> !section.lines().isEmpty()).toList());
    }

    private static Section kafka(ServeSettings.Kafka kafka) {
        List<Line> lines = new ArrayList<>(List.of(
                new Line("brokers", kafka.brokers()),
                new Line("topic", kafka.topic()),
                new Line("group", kafka.group())));
        kafka.deadLetters().ifPresent(dead -> lines.add(new Line("dead letters", dead)));
        kafka.events()
                .ifPresent(events -> lines.add(
                        new Line("events", events.topic() + ", kept for " + events.keep() + " after they are sent")));
        return new Section("kafka", lines);
    }

    private static Section http(ServeSettings.Http http) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("address", http.address()));
        lines.add(new Line("port", String.valueOf(http.port())));
        http.management().ifPresent(own -> lines.add(new Line("management", own.address() + ":" + own.port())));
        http.tls()
                .ifPresent(tls -> lines.add(new Line(
                        "tls",
                        tls.address() + ":" + tls.port() + ", certificate " + tls.certificate() + ", key "
                                + tls.key())));
        lines.add(new Line("names", orAny(http.names().stream().sorted().toList(), "any")));
        lines.add(new Line("proxies", orAny(http.proxies().stream().sorted().toList(), "none is believed")));
        return new Section("http", lines);
    }

    private static Section database(ServeSettings settings) {
        return new Section(
                "database",
                settings.database()
                        .map(database -> List.of(
                                new Line("url", bare(database.url())),
                                new Line("credential", database.credential()),
                                new Line(
                                        "schema",
                                        database.migrate() ? "brought up to date here" : "by ratchet migrate")))
                        .orElseGet(() -> List.of(new Line("url", "an H2 file in the data folder"))));
    }

    /** What stands behind a question mark, and what before an at sign, may be a secret. */
    static String bare(String url) {
        String shown = url.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
        return shown.equals(url) ? url : shown + " (and what is not shown)";
    }

    private static Section files(ServeSettings settings) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("credentials", settings.credentials().toString()));
        settings.vault()
                .ifPresent(vault -> lines.add(new Line(
                        "vault",
                        bare(vault.url().toString()) + ", mount " + vault.mount() + ", "
                                + vault.signIn().name().toLowerCase(Locale.ROOT) + " " + vault.credential())));
        lines.add(new Line(
                "organisation", settings.organisation().map(Path::toString).orElse("none; careful assumptions")));
        lines.add(new Line("rules", settings.rules().map(Path::toString).orElse("none; the shipped rules alone")));
        lines.add(new Line("packages", settings.packages().map(Path::toString).orElse("none")));
        lines.add(new Line(
                "mappings", settings.sources().mappings().map(Path::toString).orElse("none; the shipped ones alone")));
        return new Section("files", lines);
    }

    private static Section winrm(ServeSettings settings) {
        List<Line> lines = new ArrayList<>();
        for (ServeSettings.WinrmProfile profile : settings.profiles())
            lines.add(new Line(
                    hosts(profile.match()),
                    way(profile.winrm()) + (profile.atOnce() == 0 ? "" : ", " + profile.atOnce() + " at once")));
        lines.add(new Line(settings.profiles().isEmpty() ? "all hosts" : "all others", way(settings.winrm())));
        return new Section("winrm", lines);
    }

    private static String hosts(ServeSettings.Match match) {
        List<String> said = new ArrayList<>();
        match.site().ifPresent(site -> said.add("site " + site));
        match.network().ifPresent(network -> said.add("network " + network));
        match.domain().ifPresent(domain -> said.add("domain " + domain));
        if (!match.windows().isEmpty()) said.add("Windows " + String.join(", ", match.windows()));
        if (!match.hosts().isEmpty()) said.add(String.join(", ", match.hosts()));
        return String.join(" and ", said);
    }

    private static String way(ServeSettings.Winrm winrm) {
        return word(winrm.transport()) + ", " + word(winrm.auth()) + ", port " + winrm.port()
                + (winrm.https() ? " with" : " without")
                + " TLS, " + shown(winrm)
                + winrm.trust().map(trust -> ", trusting " + trust).orElse("")
                + (winrm.stdin() ? ", long scripts by standard input" : "")
                + (winrm.olderTls() ? ", by TLS 1.0 or 1.1 where a host speaks nothing newer" : "");
    }

    private static String shown(ServeSettings.Winrm winrm) {
        if (winrm.certificate().isEmpty()) return "account " + winrm.credential();
        String password = winrm.credential().isEmpty() ? "" : ", its password " + winrm.credential();
        return "certificate " + winrm.certificate().get() + password;
    }

    private static Section company(CompanySettings company) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("issuer", company.openid().issuer().toString()));
        lines.add(new Line("credential", company.openid().credential()));
        lines.add(new Line("back", company.openid().back().toString()));
        lines.add(new Line(
                "audience", company.openid().audience().orElse("none; programs send tokens of Ratchet's own")));
        company.formerly().stream().sorted().forEach(issuer -> lines.add(new Line("formerly", issuer)));
        for (Grant grant : company.grants())
            lines.add(new Line(
                    "group " + grant.group(),
                    grant.roles().stream().map(Role::wire).sorted().collect(Collectors.joining(", ")) + "; "
                            + (grant.sites().isEmpty()
                                    ? "everywhere"
                                    : grant.sites().stream().sorted().collect(Collectors.joining(", ")))));
        return new Section("company", lines);
    }

    private static Line user(ServeSettings.User user) {
        String roles = user.roles().stream().map(Role::wire).sorted().collect(Collectors.joining(", "));
        String sites = user.sites().isEmpty()
                ? "everywhere"
                : user.sites().stream().sorted().collect(Collectors.joining(", "));
        return new Line(user.name(), roles + "; " + sites);
    }

    private static Line ticket(TicketSystem system) {
        return new Line(
                system.name(),
                system.kind().wire() + " at " + bare(system.url().toString()) + ", queue " + system.queue()
                        + ", account " + system.credential() + options(system.options()));
    }

    private static Section notifications(NotificationSettings told) {
        List<Line> lines = new ArrayList<>();
        if (told.receivers().isEmpty()) return new Section("notifications", lines);
        lines.add(new Line("address", told.address().map(URI::toString).orElse("none; notices hold no link")));
        lines.add(new Line(
                "queueAt",
                told.told().queueAt().stream().map(LocalTime::toString).collect(Collectors.joining(", "))));
        lines.add(new Line("reportAt", told.told().reportAt().toString()));
        for (int i = 0; i < told.receivers().size(); i++)
            lines.add(receiver(told.receivers().get(i), told.told().audiences().get(i)));
        return new Section("notifications", lines);
    }

    private static Line receiver(NoticeReceiver receiver, Audience audience) {
        String events = audience.events().stream().sorted().map(Event::wire).collect(Collectors.joining(", "));
        String sites = audience.sites().isEmpty()
                ? "everywhere"
                : audience.sites().stream().sorted().collect(Collectors.joining(", "));
        String mail = receiver.mail()
                .map(to -> " by " + bare(to.server().toString()) + " from " + to.from() + " to "
                        + String.join(", ", to.to()))
                .orElse("");
        return new Line(
                receiver.name(),
                receiver.kind().wire() + mail + ", "
                        + (receiver.kind() == NoticeReceiver.Kind.MAIL ? "account " : "webhook ")
                        + receiver.credential().orElse("none") + "; " + events + "; " + sites);
    }

    private static List<Section> sources(SourceSettings sources) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(
                "pull", sources.pull().stream().map(SettingsShown::pull).toList()));
        sources.syslog().ifPresent(syslog -> {
            List<Line> lines = new ArrayList<>();
            lines.add(new Line("address", syslog.address() + ":" + syslog.port()));
            lines.add(new Line(
                    "tls",
                    syslog.tls()
                            .map(tls -> "certificate " + tls.certificate() + ", its password " + tls.credential()
                                    + tls.clients()
                                            .map(clients -> ", senders by " + clients)
                                            .orElse(", any sender"))
                            .orElse("none")));
            sections.add(new Section("syslog", lines));
        });
        sections.add(new Section(
                "webhooks",
                sources.webhooks().stream()
                        .map((Webhook webhook) -> new Line(webhook.name(), "key " + webhook.credential()))
                        .toList()));
        sections.add(new Section("trust", trust(sources.trust())));
        return sections;
    }

    private static List<Line> trust(SourceTrust trust) {
        List<Line> lines = new ArrayList<>();
        for (SourceTrust.Row row : trust.rows())
            lines.add(new Line(
                    row.from(),
                    row.methods().stream().map(SettingsShown::word).sorted().collect(Collectors.joining(", "))
                            + (row.networks().isEmpty() ? "" : " of " + String.join(", ", row.networks()))));
        if (!lines.isEmpty() || !trust.others())
            lines.add(new Line("others", trust.others() ? "may claim everything" : "may claim nothing"));
        return lines;
    }

    private static Line pull(PullSource source) {
        return new Line(
                source.name(),
                source.kind().wire() + " at " + bare(source.url().toString()) + ", account " + source.credential()
                        + ", each " + source.every() + ", back " + source.back() + options(source.options()));
    }

    private static List<Line> evidence(EvidenceBeforeChange.Wanted wanted) {
        if (wanted.everywhere()) return List.of(new Line("everywhere", "true"));
        return wanted.sites().stream()
                .sorted()
                .map(site -> new Line("site", site))
                .toList();
    }

    private static Section audit(AuditSettings audit) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("name", audit.name().orElse("after its first key")));
        lines.add(new Line("publish", audit.publish().map(Path::toString).orElse("in the data folder")));
        audit.keys().ifPresent(keys -> lines.add(new Line("keys", "from " + keys + " where there are none")));
        lines.add(new Line("every", audit.every().toString()));
        audit.witnesses()
                .forEach(witness -> lines.add(new Line(
                        "witness " + witness.key().name(), bare(witness.url().toString()))));
        lines.add(new Line("redactable", String.valueOf(audit.redactable())));
        lines.add(new Line("quorum", audit.quorum() + " of " + audit.witnesses().size()));
        audit.timestamps()
                .ifPresent(stamps ->
                        lines.add(new Line("timestamps", bare(stamps.url().toString()))));
        audit.receivers().forEach(receiver -> lines.add(new Line("receiver " + receiver.name(), place(receiver))));
        return new Section("audit", lines);
    }

    private static String place(AuditSettings.Receiver receiver) {
        if (receiver instanceof AuditSettings.ByWebhook webhook)
            return bare(webhook.url().toString())
                    + webhook.credential()
                            .map(reference -> ", token " + reference)
                            .orElse("");
        return ((AuditSettings.ByTopic) receiver).topic().place();
    }

    private static String options(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> ", " + option.getKey() + " " + option.getValue())
                        .collect(Collectors.joining());
    }

    private static String orAny(List<String> values, String otherwise) {
        return values.isEmpty() ? otherwise : String.join(", ", values);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
