package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.playbooks.Playbook;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.playbooks.Territory;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds a site's files to the shipped catalogue. What is shipped is replaced only where the file says so, and what
 * replaces a system must be at least as strict: gates look at tags and floors, and a site may shut them but not open
 * them.
 */
final class SiteCatalogue {
    private static final List<String> NEEDS = List.of(
            "schannel",
            "winhttp",
            "dotnet-4",
            "dotnet-2",
            "update:.+",
            "component:.+",
            "net-release:\\d+:.+",
            "dotnet-4-unless:.+");

    private static final String FOUR_NUMBERS = "[0-9]+([.][0-9]+){3}";

    private final Catalogue catalogue;
    private final Consumer<String> problem;
    private final PlaybookCatalogue playbooks;
    private final Set<String> forProducts;
    private final Set<String> groups;
    private final Map<Row, Node> added = new LinkedHashMap<>();
    private final Map<String, String> systems = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();

    SiteCatalogue(Catalogue shipped, PlaybookCatalogue playbooks, Consumer<String> problem) {
        this.catalogue = shipped;
        this.problem = problem;
        this.playbooks = playbooks;
        this.forProducts = Stream.concat(
                        shipped.rows().stream().map(Row::playbook).filter(Objects::nonNull),
                        playbooks.all().stream().map(Playbook::id).filter(PlaybookCatalogue::isOfSite))
                .collect(Collectors.toCollection(TreeSet::new));
        this.groups = shipped.rows().stream()
                .flatMap(row -> row.tags().stream())
                .filter(tag -> tag.startsWith("one-of:"))
                .collect(Collectors.toSet());
    }

    void add(Map<String, String> files) {
        Map<String, Node> roots = new LinkedHashMap<>();
        files.forEach((name, text) -> attempt(() -> roots.put(name, Node.parse(name, text))));
        // What others refer to comes first, whatever the file.
        roots.values().forEach(root -> each(root, "updates", this::update));
        roots.values().forEach(root -> each(root, "components", this::component));
        roots.values().forEach(root -> each(root, "systems", this::system));
        roots.values().forEach(root -> each(root, "floors", this::raise));
        roots.values().forEach(root -> each(root, "windows", this::windows));
        roots.values().forEach(root -> each(root, "channels", this::channels));
        roots.values().forEach(root -> each(root, "trust", this::trust));
        roots.values().forEach(root -> attempt(root::done));
        added.forEach((row, node) -> attempt(() -> refers(row, node)));
    }

    /** Where each system of the site stands, by its id. */
    Map<String, String> systems() {
        return systems;
    }

    private void each(Node root, String key, Consumer<Node> reader) {
        attempt(() -> root.nodes(key).forEach(node -> attempt(() -> reader.accept(node))));
    }

    private void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (FailureException e) {
            problem.accept(e.failure().message());
        }
    }

    private void system(Node node) {
        boolean replaces = node.flag("replaces");
        LocalDate read = Catalogue.readOn(node, null);
        Row row = node.read(Row::read);
        Row shipped = catalogue.find(row.id()).orElse(null);
        once(node, "system", row.id(), shipped != null && !added.containsKey(shipped), replaces);
        if (row.playbook() != null) doable(row, row.playbook(), node);
        if (row.sources().isEmpty())
            throw node.bad("'sources' must say where the figures of " + row.id() + " come from");
        if (shipped == null) fresh(row, node);
        else row = stricter(shipped, row, node);
        catalogue.put(row);
        catalogue.readOn(row.id(), read);
        added.put(row, node);
        systems.put(row.id(), node.place());
    }

    /**
     * Whether the playbook makes the change that the row asks for, so that nobody waits for a plan that never comes.
     */
    private void doable(Row row, String playbook, Node node) {
        if (!forProducts.contains(playbook))
            throw node.bad("there is no playbook '" + playbook + "' for a product; there are "
                    + String.join(", ", forProducts) + "; without one the decision is a ticket");
        Playbook named = playbooks.find(playbook);
        String build = row.floor() == null ? "" : row.floor().build();
        if (!named.allows(new Change.Product(row.name(), build)))
            throw node.bad("the playbook " + playbook + " changes "
                    + named.territory().stream().map(Territory::describe).collect(Collectors.joining(" and "))
                    + ", not '" + row.name() + "'");
        if (!PlaybookCatalogue.isOfSite(playbook)) return;
        stageable(build, "floor", row, node);
        if (row.disableFloor() != null) stageable(row.disableFloor().build(), "disable-floor", row, node);
        if (row.restart().compareTo(named.restart()) < 0)
            throw node.bad("'restart' of " + row.id() + " is less than the "
                    + named.restart().name().toLowerCase(Locale.ROOT) + " that the playbook " + playbook + " needs");
    }

    private static void stageable(String build, String floor, Row row, Node node) {
        if (!build.matches(FOUR_NUMBERS))
            throw node.bad("the package depot names a build by four numbers, so '" + floor + "' of " + row.id()
                    + " must do so too for its playbook, not '" + build + "'");
    }

    /** Raises the floors of a shipped system and leaves everything else of it as it is. */
    private void raise(Node node) {
        String id = node.text("system");
        Row shipped = catalogue.find(id).orElseThrow(() -> node.bad("there is no system '" + id + "' to raise"));
        if (added.containsKey(shipped)) throw node.bad("the floor of " + id + " stands with it already");
        if (!seen.add("floor " + id)) throw node.bad("the floors of " + id + " are there twice");
        LocalDate read = Catalogue.readOn(node, null);
        Row row = node.read(one -> raised(shipped, one));
        String lax = shipped.laxer(row);
        if (lax != null) throw node.bad(lax + "; a site may raise floors, never lower them");
        catalogue.put(row);
        catalogue.readOn(id, read);
        systems.put(id, node.place());
    }

    private static Row raised(Row shipped, Node node) {
        Confidence confidence = Marks.of(node.text("confidence"));
        List<String> sources = node.texts("sources");
        if (sources.isEmpty()) throw node.bad("'sources' must say why " + shipped.id() + " has another floor here");
        Floor floor = Floor.read(node.node("floor"), confidence);
        Floor disableFloor = Floor.read(node.node("disable-floor"), confidence);
        if (floor == null && disableFloor == null)
            throw node.bad("'floor' or 'disable-floor' must say from which build on");
        if (shipped.floor() == null)
            throw node.bad("no build decides about " + shipped.id() + ", so it has no floor to raise");
        node.done();
        return shipped.withFloors(
                floor == null ? shipped.floor() : floor.from(sources),
                disableFloor == null ? shipped.disableFloor() : disableFloor.from(sources));
    }

    private void fresh(Row row, Node node) {
        if (!row.id().matches("[a-z0-9][a-z0-9.-]*"))
            throw node.bad("the id '" + row.id() + "' is not lower-case letters, digits, hyphens and dots");
        if (row.sights().isEmpty()) throw node.bad("'recognise' must say how " + row.id() + " is seen");
        for (String tag : row.tags())
            if (groups.contains(tag))
                throw node.bad(
                        "the tag " + tag + " belongs to shipped systems, which " + row.id() + " could push aside");
    }

    /** The row in the place of a shipped one, still seen by everything the shipped one is seen by. */
    private static Row stricter(Row shipped, Row row, Node node) {
        String lax = shipped.laxer(row);
        if (lax == null && row.playbook() != null && !row.playbook().equals(shipped.playbook()))
            lax = "its playbook is not the shipped one; without one the decision is a ticket";
        if (lax != null)
            throw node.bad("it replaces the shipped " + row.id() + " with something less strict: " + lax
                    + "; a site may raise floors, never lower them");
        return row.seenAlsoAs(shipped.sights());
    }

    private void refers(Row row, Node node) {
        for (String need : row.needs()) {
            if (NEEDS.stream().noneMatch(need::matches)) throw node.bad("no such need is known: '" + need + "'");
            String name = need.substring(need.lastIndexOf(':') + 1);
            if (need.startsWith("update:") && catalogue.update(name).isEmpty())
                throw node.bad("the catalogue has no update " + name);
            if (need.startsWith("component:") && !catalogue.knowsComponent(name))
                throw node.bad("the catalogue has no component " + name);
        }
        for (Sight sight : row.sights())
            for (String system : sight.systems())
                if (catalogue.windows(system) == null)
                    throw node.bad("there is no Windows '" + system + "' in the catalogue");
    }

    private void windows(Node node) {
        Windows release = node.read(Windows::read);
        Windows overlapping = catalogue.windows().stream()
                .filter(known ->
                        release.from().below(known.below()) && known.from().below(release.below()))
                .findFirst()
                .orElse(null);
        if (overlapping != null)
            throw node.bad("its versions are those of the shipped " + overlapping.system()
                    + ", and what a Windows is said to be is not replaced");
        if (catalogue.windows(release.system()) != null)
            throw node.bad("the Windows " + release.system() + " is there already");
        if (catalogue.find(release.system()).isEmpty())
            throw node.bad("there is no system '" + release.system() + "' for it");
        catalogue.put(release);
    }

    private void update(Node node) {
        boolean replaces = node.flag("replaces");
        LocalDate read = Catalogue.readOn(node, null);
        Update update = node.read(Update::read);
        once(node, "update", update.kb(), catalogue.update(update.kb()).isPresent(), replaces);
        catalogue.put(update);
        catalogue.readOn(update.kb(), read);
    }

    private void component(Node node) {
        boolean replaces = node.flag("replaces");
        LocalDate read = Catalogue.readOn(node, null);
        Component component = node.read(Component::read);
        boolean known = catalogue.knowsComponent(component.id());
        once(node, "component", component.id(), known, replaces);
        if (known
                && !component.floor().within(catalogue.component(component.id()).floor()))
            throw node.bad("it lowers the floor of the shipped " + component.id()
                    + "; a site may raise floors, never lower them");
        catalogue.put(component);
        catalogue.readOn(component.id(), read);
    }

    private void channels(Node node) {
        Map<String, String> read = node.read(Catalogue::channels);
        Map<String, String> more = new HashMap<>();
        read.forEach((name, system) -> {
            if (catalogue.channel(name).isPresent())
                throw node.bad("the channel '" + name + "' is known already, and what it means is not replaced");
            if (catalogue.find(system).isEmpty()) throw node.bad("there is no system '" + system + "'");
            more.put(name, system);
        });
        catalogue.putChannels(more);
    }

    private void trust(Node node) {
        node.read(Catalogue::trust).forEach((format, method) -> {
            if (catalogue.knowsTrust(format))
                throw node.bad("how the format '" + format + "' knows is shipped, and is not replaced");
            catalogue.putTrust(Map.of(format, method));
        });
    }

    /** @param shipped whether the shipped catalogue has it */
    private void once(Node node, String kind, String id, boolean shipped, boolean replaces) {
        if (!seen.add(kind + " " + id)) throw node.bad("the " + kind + " " + id + " is there twice");
        if (shipped && !replaces)
            throw node.bad("the " + kind + " " + id
                    + " is shipped already; take another name, or write 'replaces: true' to mean it");
        if (!shipped && replaces) throw node.bad("there is no shipped " + kind + " " + id + " to replace");
    }
}
