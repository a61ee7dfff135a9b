package io.ratchet.routes.intake;

/** {@code docs/formats.md}: what is read, how to export it at its source, what is used of it. */
public final class FormatsPage {
    private FormatsPage() {}

    public static String of(Formats formats) {
        StringBuilder page = new StringBuilder("""
                # What Ratchet reads

                Generated from the readers and mappings in `routes`; a test holds it. A file is known by its content, never by its name. Each may come as it is, as `gz`, in a `zip`, `tar` or `tar.gz`, and each table as CSV
                (comma, semicolon, tab or bar), with a `sep=` line or titles above its header, in UTF-8, UTF-16 or Windows-1252, or as `xlsx`.

                *Genuine* formats were read from files of real installations or the tools themselves; *modelled* ones after documentation, until somebody sends a real file. What a report does not say is unknown and never passes
                for a no. A table that is not listed is described in a few lines: [map a table](guides/map-a-table.md).

                | format | what it is | known from | how to export it | what is used | what is passed over | versions |
                |---|---|---|---|---|---|---|
                """);
        for (Format format : formats.all()) {
            FormatPage told = format.page();
            page.append("| `")
                    .append(format.wire())
                    .append("` | ")
                    .append(cell(told.title()))
                    .append(" | ")
                    .append(told.genuine() ? "genuine" : "modelled")
                    .append(" | ")
                    .append(cell(told.export()))
                    .append(" | ")
                    .append(cell(told.used()))
                    .append(" | ")
                    .append(cell(told.ignored()))
                    .append(" | ")
                    .append(cell(told.versions()))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
