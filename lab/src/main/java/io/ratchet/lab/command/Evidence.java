package io.ratchet.lab.command;

import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The actions that keep what a change would wipe out. A simulated host runs the system, its services and us; nobody
 * else is logged on, and it is in UTC.
 */
final class Evidence {
    private static final DateTimeFormatter WMI = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'.000000+000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The process that answers for the system. */
    private static final int SYSTEM = 4;

    private static final int FIRST_SERVICE = 1000;

    private Evidence() {}

    static Map<String, Action> actions() {
        return Map.of(
                "evidence-clock", Evidence::clock,
                "evidence-processes", Evidence::processes,
                "evidence-connections", Evidence::connections,
                "evidence-sessions", Evidence::sessions,
                "evidence-services", Evidence::services,
                "evidence-log-ons", (call, machine, console) -> none(call));
    }

    private static StepAnswer none(Call call) {
        call.takes(Set.of(), Set.of());
        return new StepAnswer();
    }

    private static StepAnswer clock(Call call, Machine machine, Console console) {
        StepAnswer answer = none(call);
        Instant now = machine.now().truncatedTo(ChronoUnit.SECONDS);
        answer.after.put("at", now.toString());
        answer.after.put("local", WMI.format(now));
        answer.after.put("offset", "0");
        answer.after.put("zone", "Coordinated Universal Time");
        answer.after.put("booted", booted(machine));
        return answer;
    }

    private static StepAnswer processes(Call call, Machine machine, Console console) {
        StepAnswer answer = none(call);
        Facts.add(answer, Integer.toString(SYSTEM), "0", "0", "System", "", "");
        int process = FIRST_SERVICE;
        for (String name : machine.origin().services().keySet())
            if (runs(machine, name))
                Facts.add(
                        answer,
                        Integer.toString(process++),
                        Integer.toString(SYSTEM),
                        "0",
                        name + ".exe",
                        booted(machine),
                        "C:\\Windows\\System32\\" + name + ".exe");
        return answer;
    }

    /** WinRM listens, by http.sys. */
    private static StepAnswer connections(Call call, Machine machine, Console console) {
        StepAnswer answer = none(call);
        Facts.add(answer, "listener", "0.0.0.0:5985", "0.0.0.0", Integer.toString(SYSTEM), "0", "1");
        return answer;
    }

    private static StepAnswer sessions(Call call, Machine machine, Console console) {
        StepAnswer answer = none(call);
        Facts.add(answer, "999", "0", "NT AUTHORITY\\SYSTEM", booted(machine), "Negotiate");
        return answer;
    }

    private static StepAnswer services(Call call, Machine machine, Console console) {
        StepAnswer answer = none(call);
        HostState host = machine.origin();
        int process = FIRST_SERVICE;
        for (String name : host.services().keySet()) {
            boolean runs = runs(machine, name);
            Facts.add(
                    answer,
                    name,
                    runs ? "Running" : "Stopped",
                    "Auto",
                    runs ? Integer.toString(process++) : "0",
                    "LocalSystem");
        }
        return answer;
    }

    private static boolean runs(Machine machine, String service) {
        return machine.service(service).filter("running"::equals).isPresent();
    }

    private static String booted(Machine machine) {
        return machine.bootTime().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
