package io.ratchet.store.audit;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.store.AuditLog.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the lines of one asset tell, put together decision by decision. */
final class AssetStory {
    /** What a decision speaks of, and so what ties it to the step of a plan that carries it out. */
    private record Matter(String system, String goal, String step, String rule) {
        static Matter of(Said said) {
            return new Matter(said.text("system"), said.text("goal"), said.text("step"), said.text("rule"));
        }
    }

    private static final class Chapter {
        private final Line made;
        private final Matter matter;
        private final Map<PlanStory, String> plans = new LinkedHashMap<>();
        private final List<Line> more = new ArrayList<>();
        private String withdrawn = "";
        private String ticket = "";

        private Chapter(Line made) {
            this.made = made;
            this.matter = Matter.of(new Said(made.event().data()));
        }
    }

    private final AssetId asset;
    private final List<Chapter> chapters = new ArrayList<>();
    private final Map<Matter, Chapter> current = new LinkedHashMap<>();
    private final Map<String, PlanStory> plans = new LinkedHashMap<>();
    private final Map<String, String> readiness = new HashMap<>();

    AssetStory(AssetId asset) {
        this.asset = asset;
    }

    AssetId asset() {
        return asset;
    }

    /** Whether a line can change what is told; one of a type that is not known cannot. */
    static boolean tells(@Nullable AuditType type, boolean ofRemediation) {
        return type == AuditType.DECISION_MADE
                || type == AuditType.DECISION_WITHDRAWN
                || type == AuditType.TICKET_OPENED
                || type == AuditType.READINESS_CHANGED
                || (type != null && ofRemediation);
    }

    void add(Line line) {
        AuditEvent event = line.event();
        @Nullable AuditType type = AuditType.of(event.type()).orElse(null);
        Said said = new Said(event.data());
        if (type == AuditType.DECISION_MADE) decide(line, said);
        else if (type == AuditType.DECISION_WITHDRAWN) withdraw(line, said);
        else if (type == AuditType.TICKET_OPENED) ticket(line, said);
        else if (type == AuditType.READINESS_CHANGED)
            readiness.put(said.text("system") + " " + said.text("goal"), said.text("after"));
        else if (type != null && event.remediation() != null) plan(line, event.remediation(), type, said);
    }

    private void decide(Line line, Said said) {
        Chapter chapter = new Chapter(line);
        chapters.add(chapter);
        current.put(chapter.matter, chapter);
        readiness.put(said.text("system") + " " + said.text("goal"), said.text("readiness"));
        plans.values().stream().filter(plan -> !plan.ended()).forEach(plan -> tie(chapter, plan));
    }

    private void withdraw(Line line, Said said) {
        Chapter chapter = current.remove(Matter.of(said));
        if (chapter == null) return;
        chapter.withdrawn = line.event().at().toString();
        chapter.more.add(line);
    }

    private void ticket(Line line, Said said) {
        Chapter chapter = current.get(Matter.of(said));
        if (chapter == null) return;
        chapter.ticket = said.text("ticket");
        chapter.more.add(line);
    }

    private void plan(Line line, String remediation, AuditType type, Said said) {
        PlanStory plan = plans.computeIfAbsent(remediation, PlanStory::new);
        plan.add(line, type, said);
        if (type == AuditType.REMEDIATION_PROPOSED) current.values().forEach(chapter -> tie(chapter, plan));
    }

    private static void tie(Chapter chapter, PlanStory plan) {
        Matter matter = chapter.matter;
        plan.stepFor(matter.system(), matter.goal(), matter.rule()).ifPresent(order -> chapter.plans.put(plan, order));
    }

    /**
     * Decision by decision in the order in which they were made, each with its plans, each of these with its actions.
     */
    Stream<List<String>> rows() {
        return chapters.stream().flatMap(this::rows);
    }

    private Stream<List<String>> rows(Chapter chapter) {
        if (chapter.plans.isEmpty()) return Stream.of(row(chapter, null, null));
        return chapter.plans.entrySet().stream().flatMap(step -> rows(chapter, step.getKey(), step.getValue()));
    }

    private Stream<List<String>> rows(Chapter chapter, PlanStory plan, String order) {
        List<PlanStory.Action> actions = plan.actions(order);
        if (actions.isEmpty()) return Stream.of(row(chapter, plan, null));
        return actions.stream().map(action -> row(chapter, plan, action));
    }

    private List<String> row(Chapter chapter, @Nullable PlanStory plan, PlanStory.@Nullable Action action) {
        Said said = new Said(chapter.made.event().data());
        List<String> row = new ArrayList<>(List.of(
                asset.value(),
                chapter.made.event().at().toString(),
                said.text("system"),
                said.text("goal"),
                said.text("step"),
                said.text("decision"),
                said.text("rule"),
                said.line("statements"),
                said.line("citations"),
                said.text("because"),
                said.line("facts", fact -> fact.text("finding") + ": " + fact.text("says")),
                said.line("gates", gate -> gate.text("id") + " on " + gate.text("scope") + ": " + gate.text("because")),
                chapter.withdrawn,
                chapter.ticket));
        row.addAll(plan == null ? PlanStory.NO_PLAN : plan.approval());
        row.addAll(action == null ? PlanStory.Action.NONE : action.cells());
        row.addAll(plan == null ? PlanStory.NO_OUTCOME : plan.outcome());
        row.add(readiness.getOrDefault(said.text("system") + " " + said.text("goal"), ""));
        row.add(lines(chapter, plan));
        return row;
    }

    private static String lines(Chapter chapter, @Nullable PlanStory plan) {
        TreeSet<Long> lines = new TreeSet<>();
        lines.add(chapter.made.sequence());
        chapter.more.forEach(line -> lines.add(line.sequence()));
        if (plan != null) lines.addAll(plan.lines());
        return lines.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
