package io.ratchet.app.command;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in words of a person, with what was perhaps meant. */
final class Usage {
    /** What the launcher does itself. */
    private static final List<String> LAUNCHERS = List.of("test", "format");

    private static final Map<String, String> TYPES = Map.of(
            "is not an int", "is not a whole number",
            "is not a long", "is not a whole number",
            "is not a double", "is not a number");

    private Usage() {}

    static String sentence(ParameterException bad, String[] args) {
        CommandLine command = bad.getCommandLine();
        if (bad instanceof UnmatchedArgumentException unmatched)
            return unknown(command, unmatched.getUnmatched().get(0), unmatched.isUnknownOption());
        // A misspelt option is missed as well, and its name is the better clue.
        Optional<String> misspelt = bad instanceof MissingParameterException
                ? Arrays.stream(args)
                        .filter(arg -> arg.startsWith("--"))
                        .map(arg -> arg.split("=", 2)[0])
                        .filter(arg -> arg.length() > 2 && !options(command).contains(arg))
                        .findFirst()
                : Optional.empty();
        if (misspelt.isPresent()) return unknown(command, misspelt.get(), true);
        String message = String.valueOf(bad.getMessage()).replaceFirst("^Error: ", "");
        for (Map.Entry<String, String> type : TYPES.entrySet())
            message = message.replace(type.getKey(), type.getValue());
        return message;
    }

    /** All commands that {@code command} has. */
    static String commands(CommandLine command) {
        return String.join(", ", known(command));
    }

    private static String unknown(CommandLine command, String given, boolean option) {
        if (option) {
            String name = given.split("=", 2)[0];
            return "There is no option '" + name + "' here" + meant(name, options(command));
        }
        if (known(command).isEmpty()) return "'" + given + "' is one argument too many";
        String meant = meant(given, known(command));
        return "There is no command '" + given + "'" + (meant.isEmpty() ? "; there are " + commands(command) : meant);
    }

    private static Collection<String> known(CommandLine command) {
        TreeSet<String> names = new TreeSet<>(command.getSubcommands().keySet());
        if (command.getParent() == null) names.addAll(LAUNCHERS);
        return names;
    }

    private static Collection<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names within two slips of {@code given}, of a short one within one. */
    private static String meant(String given, Collection<String> names) {
        int slips = given.replace("-", "").length() < 5 ? 1 : 2;
        List<String> near = names.stream()
                .filter(name -> slips(given, name) <= slips || (given.length() > 3 && name.startsWith(given)))
                .map(name -> "'" + name + "'")
                .toList();
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** How many letters must be put in, left out, replaced or swapped with their neighbour (Damerau, 1964). */
    private static int slips(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++)
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
            }
        return d[a.length()][b.length()];
    }
}
