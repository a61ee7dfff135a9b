package io.ratchet.playbooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The depot's word about a package as parameters of a plan step, so that the approval binds to the very bytes:
 * {@code 1.package}, {@code 1.sha256} .. where 1 is the position of the change.
 */
final class StagedParameters {
    private StagedParameters() {}

    static void put(Map<String, String> parameters, int position, StagedPackage staged) {
        parameters.put(position + ".package", staged.path());
        parameters.put(position + ".sha256", staged.sha256());
        if (staged.arguments() != null) parameters.put(position + ".arguments", staged.arguments());
        if (staged.versionPath() != null) parameters.put(position + ".versionPath", staged.versionPath());
        staged.floors().forEach((path, version) -> parameters.put(position + ".floor." + path, version));
    }

    /** The ones of the change at {@code position}, by their names without it. */
    static Map<String, String> of(Map<String, String> parameters, int position) {
        Map<String, String> own = new TreeMap<>();
        String prefix = position + ".";
        parameters.forEach((name, value) -> {
            if (name.startsWith(prefix)) own.put(name.substring(prefix.length()), value);
        });
        return own;
    }

    /** The files of the floors of the change at {@code position}, in the order of their calls. */
    static List<String> floorFiles(Map<String, String> parameters, int position) {
        return of(parameters, position).keySet().stream()
                .filter(name -> name.startsWith("floor."))
                .map(name -> name.substring("floor.".length()))
                .toList();
    }

    /** Each {@code path|version}. */
    static List<String> floors(Map<String, String> own) {
        List<String> floors = new ArrayList<>();
        own.forEach((name, value) -> {
            if (name.startsWith("floor.")) floors.add(name.substring("floor.".length()) + "|" + value);
        });
        return floors;
    }
}
