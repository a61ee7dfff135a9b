package io.ratchet.routes.tickets;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation.FactCited;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.ticket.Ticket;
import io.ratchet.domain.ticket.Ticket.Standing;
import io.ratchet.domain.ticket.TicketMessage.Attachment;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.Citations;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.store.audit.Csv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in a ticket, as plain text in lines of at most 100 characters, and as a table beside it. */
final class TicketWords {
    private static final int WIDTH = 100;
    private static final int MOST_ASKS = 20;
    private static final int MOST_NAMES = 40;
    private static final int MOST_PROOFS = 40;

    /** Of one file, in UTF-8; Redmine takes 5 MB as it is shipped. */
    private static final int MOST_BYTES = 2_000_000;

    private final RuleBook rules;
    private final Citations citations = Citations.shipped();

    TicketWords(RuleBook rules) {
        this.rules = rules;
    }

    /** What a system is called; its id where this rule book has it no more. */
    String name(String system) {
        return row(system).map(Row::name).orElse(system.equals("-") ? "a system that was not recognised" : system);
    }

    private Optional<Row> row(String system) {
        return rules.catalogue().rows().stream()
                .filter(row -> row.id().equals(system))
                .findFirst();
    }

    static String subject(Ticket ticket) {
        return ("TLS 1.2: " + ticket.name() + ", " + ticket.unit().where())
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** One thing that is asked, of all hosts of which it is asked in the same words. */
    private record Ask(Goal goal, String kind, String rule, String because) {
        static Ask of(Decision decision) {
            return new Ask(
                    decision.about().goal(),
                    decision.wire(),
                    decision.why().rule(),
                    decision.why().because());
        }
    }

    String opening(Ticket ticket, Collection<Ticket.Host> hosts, List<Decision> asked) {
        List<String> lines = new ArrayList<>(head(ticket, hosts));
        asks(lines, asked);
        lines.add("");
        lines.add("What lifts it");
        wrap(
                lines,
                "Ratchet closes this ticket by itself, with the proof, once reports show for every host that nothing is left"
                        + " to do. A ticket that is closed by hand is no proof: what the reports still show decides.",
                "  ");
        if (hosts.stream().anyMatch(host -> host.standing() == Standing.WAITS))
            wrap(
                    lines,
                    "What waits for a vendor is written here when the release is due or a report shows the build.",
                    "  ");
        return String.join("\n", lines) + "\n";
    }

    String update(Ticket ticket, Collection<Ticket.Host> hosts, List<Decision> asked) {
        List<String> lines = new ArrayList<>(List.of("What is asked has changed. It is now:", ""));
        lines.addAll(head(ticket, hosts));
        asks(lines, asked);
        unproven(lines, hosts);
        return String.join("\n", lines) + "\n";
    }

    String reopening(Ticket ticket, Collection<Ticket.Host> hosts, List<Decision> asked) {
        List<String> lines = new ArrayList<>();
        wrap(lines, "Reports show again what this ticket was about, so it is open again.", "");
        lines.add("");
        lines.addAll(head(ticket, hosts));
        asks(lines, asked);
        return String.join("\n", lines) + "\n";
    }

    String stillSeen(Ticket ticket, String by, Collection<Ticket.Host> hosts, List<Decision> asked) {
        List<String> lines = new ArrayList<>();
        wrap(
                lines,
                by + " closed this ticket, and the reports still show what it is about. Closing it by hand is no proof;"
                        + " the decision stays until a report shows that nothing is left to do.",
                "");
        lines.add("");
        lines.addAll(head(ticket, hosts));
        asks(lines, asked);
        return String.join("\n", lines) + "\n";
    }

    String closing(Collection<Ticket.Host> hosts) {
        List<String> lines = new ArrayList<>();
        wrap(lines, "Reports show for every host of this ticket that nothing is left to do:", "");
        hosts.stream().limit(MOST_PROOFS).forEach(host -> {
            lines.add("");
            lines.add("- " + host.asset().value());
            wrap(lines, host.says(), "  ");
        });
        if (hosts.size() > MOST_PROOFS)
            wrap(lines, "... and " + (hosts.size() - MOST_PROOFS) + " more; proof.csv has all.", "");
        return String.join("\n", lines) + "\n";
    }

    String merging(Ticket into) {
        return "The hosts of this ticket stand in " + into.key().marker() + " now (" + subject(into) + ").\n";
    }

    private List<String> head(Ticket ticket, Collection<Ticket.Host> hosts) {
        List<String> lines = new ArrayList<>();
        if (!ticket.owner().isEmpty()) lines.add("For:    " + ticket.owner());
        wrap(
                lines,
                "System: " + ticket.name() + " (" + ticket.unit().system() + "), "
                        + ticket.unit().where(),
                "");
        lines.add("By:     " + ticket.due());
        Map<Standing, Long> counts =
                hosts.stream().collect(Collectors.groupingBy(Ticket.Host::standing, Collectors.counting()));
        lines.add("Hosts:  " + hosts.size() + " ("
                + Stream.of(Standing.values())
                        .filter(counts::containsKey)
                        .map(standing -> counts.get(standing) + " " + word(standing))
                        .collect(Collectors.joining(", "))
                + ")");
        lines.add("");
        return lines;
    }

    static String word(Standing standing) {
        return switch (standing) {
            case ASKED -> "asked";
            case WAITS -> "waiting for the vendor";
            case UNPROVEN -> "asked no more, not proven yet";
            case PROVEN -> "proven";
        };
    }

    private void asks(List<String> lines, List<Decision> asked) {
        Map<Ask, List<Decision>> asks = asked.stream()
                .sorted(Decision.ORDER)
                .collect(Collectors.groupingBy(Ask::of, LinkedHashMap::new, Collectors.toList()));
        lines.add("What is asked");
        if (asks.isEmpty()) lines.add("  Nothing at this time.");
        int number = 0;
        for (Map.Entry<Ask, List<Decision>> ask : asks.entrySet()) {
            if (++number > MOST_ASKS) {
                wrap(lines, "... and " + (asks.size() - MOST_ASKS) + " more; hosts.csv has all.", "  ");
                return;
            }
            lines.add("");
            ask(lines, number, ask.getKey(), ask.getValue());
        }
    }

    private void ask(List<String> lines, int number, Ask ask, List<Decision> decisions) {
        Decision first = decisions.get(0);
        wrap(
                lines,
                number + ". Goal " + ask.goal() + " (" + meaning(ask.goal()) + "): " + ask.because(),
                "  ",
                "     ");
        if (first instanceof Decision.Ticket ticket)
            ticket.changes().forEach(change -> wrap(lines, "Do: " + change(change), "     "));
        if (first instanceof Decision.AwaitVendor await) wrap(lines, awaited(await), "     ");
        wrap(lines, "Rule " + ask.rule() + ". Sources: " + sources(first) + ".", "     ");
        Set<String> names = decisions.stream()
                .map(decision -> decision.about().asset().value())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String more = names.size() > MOST_NAMES ? ", and " + (names.size() - MOST_NAMES) + " more in hosts.csv" : "";
        wrap(
                lines,
                names.size()
                        + (names.size() == 1 ? " host: " : " hosts: ")
                        + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + more,
                "     ");
    }

    private static String meaning(Goal goal) {
        return goal == Goal.READY ? "TLS 1.2 works" : "anything older is refused";
    }

    private void unproven(List<String> lines, Collection<Ticket.Host> hosts) {
        List<Ticket.Host> open = hosts.stream()
                .filter(host -> host.standing() == Standing.UNPROVEN)
                .toList();
        if (open.isEmpty()) return;
        lines.add("");
        lines.add("Asked no more, and not proven yet");
        open.stream()
                .limit(MOST_NAMES)
                .forEach(host -> wrap(lines, "- " + host.asset().value() + ": " + host.says(), "  "));
        if (open.size() > MOST_NAMES) lines.add("  ... and " + (open.size() - MOST_NAMES) + " more in hosts.csv");
    }

    /** What waits behind a ticket, for its end. */
    static String behind(Set<AssetId> held) {
        if (held.isEmpty()) return "";
        List<String> lines = new ArrayList<>(List.of("", "What waits behind it"));
        String more = held.size() > MOST_NAMES ? ", and " + (held.size() - MOST_NAMES) + " more" : "";
        wrap(
                lines,
                held.size()
                        + (held.size() == 1 ? " other host: " : " other hosts: ")
                        + held.stream().limit(MOST_NAMES).map(AssetId::value).collect(Collectors.joining(", "))
                        + more,
                "  ");
        return String.join("\n", lines) + "\n";
    }

    /** What a vendor owes, in the catalogue's words, and when. */
    private String awaited(Decision.AwaitVendor await) {
        if (await.fixedBuild() == null) return "Waits for: a build that is not announced yet.";
        Optional<Floor> floor = Optional.ofNullable(await.about().system()).flatMap(this::row).stream()
                .flatMap(row -> Stream.of(row.disableFloor(), row.floor()))
                .filter(Objects::nonNull)
                .filter(one -> one.build().equals(await.fixedBuild()))
                .findFirst();
        return "Waits for: " + floor.map(Floor::says).orElse("build " + await.fixedBuild())
                + floor.map(Floor::released).map(day -> ", released on " + day).orElse("") + ".";
    }

    private String sources(Decision decision) {
        return decision.why().citations().stream()
                .map(key -> citations.source(key).map(what -> key + " " + what).orElse(key))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String change(Change change) {
        if (change instanceof Change.Product product)
            return "bring " + product.product() + " to build " + product.build();
        if (change instanceof Change.Update update) return "install " + update.kb();
        if (change instanceof Change.Registry value)
            return "set " + value.key() + "\\" + value.name() + " to "
                    + (value.after().absent()
                            ? "nothing (delete it)"
                            : String.valueOf(value.after().value()));
        if (change instanceof Change.Service service) return service.action() + " the service " + service.name();
        if (change instanceof Change.Command command) return "carry out " + command.name();
        return "restart the machine";
    }

    /** Each host with its evidence: one row for each of its lines. */
    static List<Attachment> hosts(Collection<Ticket.Host> hosts, List<Decision> asked) {
        Map<AssetId, List<Decision>> lines = asked.stream()
                .sorted(Decision.ORDER)
                .collect(Collectors.groupingBy(decision -> decision.about().asset()));
        List<String> header =
                List.of("asset", "site", "goal", "standing", "decision", "rule", "because", "evidence", "findings");
        List<List<String>> rows = new ArrayList<>();
        for (Ticket.Host host : hosts) {
            List<Decision> own = lines.getOrDefault(host.asset(), List.of());
            String standing = word(host.standing());
            if (own.isEmpty())
                rows.add(List.of(host.asset().value(), "", host.goals(), standing, "", "", host.says(), "", ""));
            own.forEach(decision -> rows.add(row(host.asset(), standing, decision)));
        }
        return files("hosts", header, rows);
    }

    private static List<String> row(AssetId asset, String standing, Decision decision) {
        return List.of(
                asset.value(),
                Optional.ofNullable(decision.about().site()).orElse(""),
                decision.about().goal().name(),
                standing,
                decision.wire(),
                decision.why().rule(),
                decision.why().because(),
                decision.why().facts().stream().map(FactCited::says).collect(Collectors.joining("; ")),
                decision.why().facts().stream().map(FactCited::finding).collect(Collectors.joining(" ")));
    }

    static List<Attachment> proof(Collection<Ticket.Host> hosts) {
        return files(
                "proof",
                List.of("asset", "goals", "proof"),
                hosts.stream()
                        .map(host -> List.of(host.asset().value(), host.goals(), host.says()))
                        .toList());
    }

    /** As many files as it takes, each no larger than the ticket systems' own limits let pass. */
    private static List<Attachment> files(String name, List<String> header, List<List<String>> rows) {
        List<Attachment> files = new ArrayList<>();
        StringBuilder csv = new StringBuilder(Csv.row(header));
        int bytes = 0;
        for (List<String> row : rows) {
            String line = Csv.row(row);
            int more = line.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > MOST_BYTES && bytes > 0) {
                files.add(new Attachment(name + "-" + (files.size() + 1) + ".csv", "text/csv", csv.toString()));
                csv = new StringBuilder(Csv.row(header));
                bytes = 0;
            }
            csv.append(line);
            bytes += more;
        }
        String last = files.isEmpty() ? name + ".csv" : name + "-" + (files.size() + 1) + ".csv";
        files.add(new Attachment(last, "text/csv", csv.toString()));
        return files;
    }

    private static void wrap(List<String> lines, String text, String indent) {
        wrap(lines, text, indent, indent);
    }

    private static void wrap(List<String> lines, String text, String first, String next) {
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.strip().split("\\s+")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(next);
                empty = true;
            }
            if (!empty) line.append(' ');
            line.append(word);
            empty = false;
        }
        lines.add(line.toString());
    }
}
