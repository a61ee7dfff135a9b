package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every figure of a catalogue, in its order, with when its source was last read. */
final class CatalogueFigures {
    private static final String LIFECYCLE = "F9";

    private final Map<String, LocalDate> read = new HashMap<>();
    private final List<CatalogueFigure> figures = new ArrayList<>();

    /** Takes down when the source of one entry was read; null takes back what an entry in its place said. */
    void read(String id, @Nullable LocalDate day) {
        if (day == null) read.remove(id);
        else read.put(id, day);
    }

    List<CatalogueFigure> of(List<Row> rows, List<Windows> windows, List<Update> updates, List<Component> components) {
        figures.clear();
        Map<String, Row> byId = new HashMap<>();
        for (Row row : rows) {
            byId.put(row.id(), row);
            row(row);
        }
        for (Windows release : windows) {
            Row row = byId.get(release.system());
            if (row != null)
                add(
                        "windows",
                        row.id(),
                        row.name(),
                        "versions",
                        release.from() + " to below " + release.below() + ", Schannel " + release.schannel(),
                        row.sources(),
                        row.confidence());
        }
        updates.forEach(this::update);
        for (Component component : components)
            floor("component", component.id(), component.name(), "floor", component.floor(), component.sources());
        return List.copyOf(figures);
    }

    private void row(Row row) {
        if (row.floor() == null)
            add("system", row.id(), row.name(), "course", row.course(), row.sources(), row.confidence());
        floor("system", row.id(), row.name(), "floor", row.floor(), row.sources());
        floor("system", row.id(), row.name(), "disable-floor", row.disableFloor(), row.sources());
        floor("system", row.id(), row.name(), "confirm", row.confirm(), row.sources());
        // Dates of support were taken over; the lifecycle page of each product was not read.
        if (row.endOfSupport() != null)
            add(
                    "system",
                    row.id(),
                    row.name(),
                    "end-of-support",
                    row.endOfSupport().toString(),
                    List.of(LIFECYCLE),
                    Confidence.MEDIUM,
                    null);
    }

    private void update(Update update) {
        add("update", update.kb(), update.purpose(), "kind", update.kind(), update.sources(), update.confidence());
        update.files()
                .forEach((system, floors) -> floors.forEach(file -> add(
                        "update",
                        update.kb(),
                        update.purpose(),
                        file.name() + " on " + system,
                        file.version().toString(),
                        update.sources(),
                        update.confidence())));
    }

    private void floor(
            String kind, String id, String name, String figure, @Nullable Floor floor, List<String> otherwise) {
        if (floor == null) return;
        List<String> sources = floor.sources().isEmpty() ? otherwise : floor.sources();
        add(kind, id, name, figure, floor.build(), sources, floor.confidence());
        for (Floor.Range range : floor.ranges())
            if (range.below() != null || floor.ranges().size() > 1)
                add(
                        kind,
                        id,
                        name,
                        figure + " range",
                        range.from() + (range.below() == null ? " and above" : " to below " + range.below()),
                        sources,
                        range.confidence() == null ? floor.confidence() : range.confidence());
    }

    private void add(
            String kind,
            String id,
            String name,
            String figure,
            String value,
            List<String> sources,
            Confidence confidence) {
        add(kind, id, name, figure, value, sources, confidence, read.get(id));
    }

    private void add(
            String kind,
            String id,
            String name,
            String figure,
            String value,
            List<String> sources,
            Confidence confidence,
            @Nullable LocalDate day) {
        figures.add(new CatalogueFigure(kind, id, name, figure, value, sources, confidence, day));
    }
}
