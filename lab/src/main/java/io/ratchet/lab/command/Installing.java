package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.Memory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How something is installed: by a one-shot SYSTEM task, at most once for each run and call. The steps are those of
 * {@code docs/phase-script.md}.
 */
final class Installing {
    private static final Pattern TASK = Pattern.compile("[A-Za-z0-9.-]{1,120}");
    private static final int LONGEST_TASK_COMMAND = 261;
    private static final Duration LONGEST = Duration.ofMinutes(50);
    private static final Duration LONGEST_BEFORE_IT_BEGINS = Duration.ofMinutes(2);
    private static final int POLL_SECONDS = 5;
    private static final int POLLS_PER_LINE = 4;

    private Installing() {}

    /** True when an earlier attempt of this very run and call has ended. */
    static boolean hasReceipt(Call call, Machine machine) {
        return machine.installation(call.task())
                .filter(Memory.Installation::ended)
                .isPresent();
    }

    /** The installer's exit code as an unsigned number, of this attempt or of an earlier one of the same run. */
    static long carryOut(Call call, Machine machine, String word, Console console) throws InterruptedException {
        String task = call.task();
        if (!TASK.matcher(task).matches()) throw new ActionError("BAD-VALUE: a run id is letters, digits and hyphens");
        extension(word);
        Optional<Memory.Installation> earlier = machine.installation(task);
        if (earlier.isEmpty()) begin(call, machine, word, console);
        Memory.Installation installation = machine.await(task, LONGEST);
        if (installation.running())
            throw new ActionError(
                    "STILL-RUNNING: the installation did not end within 50 minutes; ask again with the same run id");
        machine.deleteTask(call.run(), task);
        if (!installation.ended())
            throw new ActionError(
                    "INTERRUPTED: the installation began and left no result; it is not repeated, look at the host");
        return installation.exitCode();
    }

    /** For ASSESS: fills in the error when APPLY would not find what it needs. */
    static void assess(Call call, Machine machine, StepAnswer answer) {
        if (call.phase() != Phase.ASSESS || !"not-installed".equals(answer.before.get("state"))) return;
        try {
            staged(call, machine);
        } catch (ActionError missing) {
            answer.error = missing.getMessage();
        }
    }

    private static HostState.Installer staged(Call call, Machine machine) {
        String file = call.text("package");
        Files.mustBeLocal(file);
        HostState.Installer installer =
                machine.installer(file).orElseThrow(() -> new ActionError("NO-SUCH-PACKAGE: there is no file " + file));
        if (!installer.sha256().equalsIgnoreCase(call.text("sha256")))
            throw new ActionError("WRONG-HASH: the file " + file + " is not the approved one");
        return installer;
    }

    private static void begin(Call call, Machine machine, String word, Console console) throws InterruptedException {
        String file = call.text("package");
        HostState.Installer installer = staged(call, machine);
        String command =
                "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\\Windows\\Ratchet\\install.ps1 "
                        + call.task();
        if (machine.schtasksDenied() || command.length() > LONGEST_TASK_COMMAND)
            throw new ActionError(
                    "ACCESS-DENIED: the installation task could not be created, schtasks.exe ended with 1");
        Map<String, HostState.Installer> known = word.equals("wusa")
                ? machine.origin().installable()
                : machine.origin().packages();
        if (known.values().stream().noneMatch(each -> each.sha256().equalsIgnoreCase(installer.sha256())))
            throw new ActionError("FAILED: the lab knows no installer " + file + " that is started with " + word);
        if (machine.traits().onBattery()) {
            machine.pass(LONGEST_BEFORE_IT_BEGINS, console::flush);
            throw new ActionError("NOT-STARTED: the installation task did not begin within two minutes");
        }
        machine.install(call.run(), call.task(), command, file);
        int polls = (installer.seconds() + POLL_SECONDS - 1) / POLL_SECONDS;
        for (int line = 0; line < polls / POLLS_PER_LINE; line++) {
            machine.pass(Duration.ofSeconds((long) POLL_SECONDS * POLLS_PER_LINE), console::flush);
            console.out("ratchet: installing\r\n");
        }
    }

    private static String extension(String word) {
        return switch (word) {
            case "wusa" -> ".msu";
            case "msi", "msp" -> "." + word;
            case "quiet-norestart", "silentmode" -> ".exe";
            default -> throw new ActionError("BAD-VALUE: unknown way to install");
        };
    }

    /**
     * Fills in what the code means; false when the installer says that it does not apply, which only the caller can
     * judge.
     */
    static boolean judge(long code, StepAnswer answer) {
        answer.after.put("exitCode", Long.toString(code));
        answer.changed = code == 0;
        if (code == 3010 || code == 1641 || code == 2359301) {
            answer.changed = true;
            answer.restart = "reboot";
        } else if (code == 2149842967L || code == 2148468766L) return false;
        else if (code != 0 && code != 2359302) answer.error = error(code);
        return true;
    }

    private static String error(long code) {
        if (code == 5 || code == 2147942405L) return "ACCESS-DENIED: the installer was denied";
        if (code == 1618 || code == 2149842966L || code == 2149842974L)
            return "BUSY: another installation or a restart is in the way";
        if (code == 2148081668L)
            return "NOT-TRUSTED: the package's signature is not trusted; SHA-2 support may be missing";
        return "INSTALL-FAILED: the installer ended with " + code;
    }
}
