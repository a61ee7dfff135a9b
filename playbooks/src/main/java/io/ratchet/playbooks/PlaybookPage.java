package io.ratchet.playbooks;

import java.util.List;
import java.util.Locale;

/** The catalogue as the page {@code docs/playbooks.md}. */
public final class PlaybookPage {
    private PlaybookPage() {}

    /** Markdown; the same catalogue gives the same text. */
    public static String render(PlaybookCatalogue catalogue) {
        StringBuilder page = new StringBuilder();
        page.append("# Playbooks\n\n");
        page.append(
                "Generated from the catalogue (`playbooks/src/main/resources/playbooks`); a test holds it. What travels to a host is described in\n");
        page.append(
                "[phase-script.md](phase-script.md). Source keys are those of the domain knowledge. A site may have playbooks of its own beside\n");
        page.append("these, named `site/..`: [add a rule](guides/add-a-rule.md#7-let-ratchet-do-it-a-playbook).\n\n");
        page.append("| playbook | does | risk | restart | order |\n|---|---|---|---|---|\n");
        for (Playbook playbook : catalogue.all())
            page.append("| [`%s`](#%s) | %s | %s | %s | %d |\n"
                    .formatted(
                            playbook.id(),
                            anchor(playbook.id()),
                            playbook.title(),
                            playbook.risk(),
                            word(playbook),
                            playbook.order()));
        for (Playbook playbook : catalogue.all()) section(page, playbook);
        return page.toString();
    }

    private static void section(StringBuilder page, Playbook playbook) {
        page.append("\n## ")
                .append(playbook.id())
                .append("\n\n")
                .append(playbook.title())
                .append(".\n\n");
        list(
                page,
                "May change",
                playbook.territory().stream().map(Territory::describe).toList());
        list(page, "May break", playbook.breaks());
        list(page, "Before", playbook.prerequisites());
        Procedure procedure = playbook.procedure();
        list(page, "Checked before anything is written", described(procedure.before()));
        list(page, "Stopped for it, where they run, and started again in the other order", procedure.stop());
        list(page, "Checked once it is at work", described(procedure.after()));
        if (procedure.minutes() > 0)
            page.append("Takes about ").append(procedure.minutes()).append(" minutes.\n\n");
        playbook.readBackSuffices()
                .ifPresent(why -> page.append("Where nothing can be seen from outside, the host's own word counts: ")
                        .append(why)
                        .append("\n\n"));
        if (!playbook.supports().isEmpty())
            page.append("Windows versions: ")
                    .append(String.join(", ", playbook.supports()))
                    .append(".\n");
        page.append("Sources: ").append(String.join(", ", playbook.citations())).append(".\n");
    }

    private static List<String> described(List<Procedure.Check> checks) {
        return checks.stream().map(Procedure.Check::describe).toList();
    }

    private static void list(StringBuilder page, String title, List<String> items) {
        if (items.isEmpty()) return;
        page.append(title).append(":\n\n");
        for (String item : items) page.append("- ").append(item).append('\n');
        page.append('\n');
    }

    private static String word(Playbook playbook) {
        return playbook.restart().name().toLowerCase(Locale.ROOT);
    }

    /** As GitHub makes it of the heading. */
    private static String anchor(String id) {
        return id.replace("/", "");
    }
}
