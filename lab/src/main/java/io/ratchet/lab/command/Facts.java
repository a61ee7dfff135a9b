package io.ratchet.lab.command;

import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.lab.machine.RegistryValue.Kind;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The actions that only gather facts: each answers with numbered lines of fields that tabs part. */
final class Facts {
    private static final Pattern ASKED_FILE = Pattern.compile("%([^%]+)%(.*)", Pattern.DOTALL);
    private static final String ROOT = "C:\\Windows";
    private static final String SOFTWARE = "SOFTWARE\\";
    private static final String SOFTWARE_32 = "SOFTWARE\\WOW6432Node\\";

    private Facts() {}

    static Map<String, Action> actions() {
        return Map.of(
                "facts-system", Facts::system,
                "facts-registry", Facts::registry,
                "facts-services", Facts::services,
                "facts-files", Facts::files,
                "facts-products", Facts::products,
                "facts-updates", Facts::updates,
                "facts-listeners", (call, machine, console) -> nothing(call, Set.of()),
                "facts-policies", Facts::policies,
                "facts-events", (call, machine, console) -> nothing(call, Set.of("days")));
    }

    /** What a state does not tell of: no program listens and nothing was logged. */
    private static StepAnswer nothing(Call call, Set<String> parameters) {
        call.takes(parameters, Set.of());
        return new StepAnswer();
    }

    private static StepAnswer policies(Call call, Machine machine, Console console) {
        call.takes(Set.of("under"), Set.of());
        var answer = new StepAnswer();
        machine.traits().policies().forEach((place, policy) -> {
            int cut = place.lastIndexOf('\\');
            String key = place.substring(0, cut) + "\\";
            if (call.texts("under").stream()
                    .anyMatch(under -> key.regionMatches(true, 0, under + "\\", 0, under.length() + 1)))
                add(answer, place.substring(0, cut), place.substring(cut + 1), "gpo", policy.gpo());
        });
        return answer;
    }

    private static StepAnswer system(Call call, Machine machine, Console console) {
        call.takes(Set.of(), Set.of());
        HostState host = machine.origin();
        var answer = new StepAnswer();
        answer.after.put("at", machine.now().truncatedTo(ChronoUnit.SECONDS).toString());
        answer.after.put("os", host.os().version());
        answer.after.put("productType", Integer.toString(host.os().productType()));
        answer.after.put("servicePack", Integer.toString(host.os().servicePack()));
        answer.after.put("caption", host.os().caption().strip());
        answer.after.put("architecture", host.os().architecture());
        answer.after.put(
                "revision",
                machine.value("SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "UBR")
                        .filter(value -> value.kind() == Kind.DWORD)
                        .map(RegistryValue::text)
                        .orElse(""));
        answer.after.put("fullName", host.domain() == null ? "" : host.fqdn());
        answer.after.put("address", "");
        answer.after.put("mac", "");
        return answer;
    }

    private static StepAnswer registry(Call call, Machine machine, Console console) {
        call.takes(Set.of("places", "trees"), Set.of());
        var answer = new StepAnswer();
        for (String place : call.texts("places")) {
            int cut = place.indexOf('|');
            value(answer, machine, RegistryAction.path(place.substring(0, cut)), place.substring(cut + 1));
        }
        for (String tree : call.texts("trees")) {
            int cut = tree.indexOf('|');
            tree(
                    answer,
                    machine,
                    RegistryAction.path(tree.substring(0, cut)),
                    Integer.parseInt(tree.substring(cut + 1)));
        }
        return answer;
    }

    private static void tree(StepAnswer answer, Machine machine, String path, int depth) {
        machine.values(path).keySet().stream()
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .filter(name -> !name.isEmpty())
                .forEach(name -> value(answer, machine, path, name));
        if (depth == 0) return;
        for (String below : below(machine, path)) tree(answer, machine, path + "\\" + below, depth - 1);
    }

    /** The names of the keys right below one. */
    private static List<String> below(Machine machine, String path) {
        return machine.children(path).stream()
                .map(child -> child.substring(child.lastIndexOf('\\') + 1))
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .toList();
    }

    private static void value(StepAnswer answer, Machine machine, String path, String name) {
        Map<String, String> found;
        try {
            found = RegistryAction.read(machine, path, name);
        } catch (ActionError unreadable) {
            found = Map.of("kind", "unreadable");
        }
        add(answer, "HKLM\\" + path, name, found.getOrDefault("kind", "absent"), found.getOrDefault("value", ""));
    }

    private static StepAnswer services(Call call, Machine machine, Console console) {
        call.takes(Set.of("names"), Set.of());
        var answer = new StepAnswer();
        for (String name : call.texts("names"))
            add(answer, name, machine.service(name).orElse("absent"));
        return answer;
    }

    private static StepAnswer files(Call call, Machine machine, Console console) {
        call.takes(Set.of("paths"), Set.of());
        var answer = new StepAnswer();
        for (String asked : call.texts("paths")) {
            Matcher parts = ASKED_FILE.matcher(asked);
            if (!parts.matches()) throw new ActionError("BAD-VALUE: a path begins with a word between percent signs");
            String beginning = beginning(machine, parts.group(1));
            if (beginning.isEmpty()) continue;
            String path = beginning + parts.group(2);
            Optional<String> version = Files.version(machine, path);
            add(answer, path, version.isPresent() ? "present" : "absent", version.orElse(""));
        }
        return answer;
    }

    private static String beginning(Machine machine, String word) {
        if (word.equals("SystemRoot")) return ROOT;
        int cut = word.indexOf('|');
        if (cut < 0) throw new ActionError("BAD-VALUE: a path begins with no folder that is known");
        Map<String, String> found =
                RegistryAction.read(machine, RegistryAction.path(word.substring(0, cut)), word.substring(cut + 1));
        String folder = "string".equals(found.get("kind")) ? found.getOrDefault("value", "") : "";
        return folder.replaceAll("^\"+|\"+$", "").replaceAll("\\\\+$", "");
    }

    private static StepAnswer products(Call call, Machine machine, Console console) {
        call.takes(Set.of(), Set.of());
        var answer = new StepAnswer();
        for (String view : List.of(SOFTWARE, SOFTWARE_32)) {
            String uninstall = view + "Microsoft\\Windows\\CurrentVersion\\Uninstall";
            for (String entry : below(machine, uninstall)) product(answer, machine, uninstall + "\\" + entry);
            String sql = view + "Microsoft\\Microsoft SQL Server";
            machine.values(sql + "\\Instance Names\\SQL").entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER))
                    .map(instance -> sql + "\\" + instance.getValue().text() + "\\Setup")
                    .filter(machine::keyExists)
                    .forEach(setup -> {
                        String level = text(machine, setup, "PatchLevel");
                        add(answer, "role", "sql-server", level.isEmpty() ? text(machine, setup, "Version") : level);
                    });
        }
        return answer;
    }

    private static void product(StepAnswer answer, Machine machine, String entry) {
        String name = text(machine, entry, "DisplayName");
        if (name.isEmpty()) return;
        boolean clickToRun =
                text(machine, entry, "UninstallString").toLowerCase(Locale.ROOT).contains("officeclicktorun");
        String installer =
                clickToRun ? "c2r" : text(machine, entry, "WindowsInstaller").equals("1") ? "msi" : "unknown";
        add(
                answer,
                "product",
                name,
                text(machine, entry, "DisplayVersion"),
                text(machine, entry, "Publisher"),
                installer,
                text(machine, entry, "InstallDate"));
    }

    private static String text(Machine machine, String path, String name) {
        return machine.value(path, name).map(RegistryValue::text).orElse("");
    }

    private static StepAnswer updates(Call call, Machine machine, Console console) {
        call.takes(Set.of("kbs"), Set.of());
        var answer = new StepAnswer();
        DateTimeFormatter day = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
        for (String kb : call.texts("kbs"))
            machine.installed(kb)
                    .ifPresentOrElse(
                            at -> add(answer, kb, "installed", day.format(at)),
                            () -> add(answer, kb, "not-installed", ""));
        return answer;
    }

    static void add(StepAnswer answer, String... fields) {
        var parts = new ArrayList<String>();
        for (String field : fields) parts.add(field.replace('\t', ' ').replace('\0', ' '));
        answer.after.put(Integer.toString(answer.after.size()), String.join("\t", parts));
    }
}
