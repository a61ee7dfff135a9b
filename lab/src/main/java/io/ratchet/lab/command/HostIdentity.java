package io.ratchet.lab.command;

import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;

/** Who this machine is; refuses to go on when it is not the one the plan was approved for. */
final class HostIdentity implements Action {
    private static final int NETBIOS_LENGTH = 15;

    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of(), Set.of("expectName", "expectUuid", "bootedBy"));
        HostState host = machine.origin();
        var answer = new StepAnswer();
        answer.after.put("os", host.os().version());
        answer.after.put("productType", Integer.toString(host.os().productType()));
        answer.after.put("architecture", host.os().architecture());
        answer.after.put(
                "pendingReboot", Boolean.toString(machine.restartCause().isPresent()));
        answer.after.put("powershell", host.os().powershell());
        String booted = machine.bootTime().truncatedTo(ChronoUnit.SECONDS).toString();
        if (call.has("bootedBy") && booted.compareTo(call.text("bootedBy")) > 0) answer.error = "RESTARTED: " + booted;
        String name = host.name().toUpperCase(Locale.ROOT);
        if (call.has("expectName") && !cut(call.text("expectName")).equalsIgnoreCase(cut(name)))
            answer.error = "IDENTITY-MISMATCH: this machine is " + name + ", not " + call.text("expectName");
        String uuid = host.smbiosUuid() == null ? "" : host.smbiosUuid().toLowerCase(Locale.ROOT);
        if (call.has("expectUuid") && call.texts("expectUuid").stream().noneMatch(uuid::equalsIgnoreCase))
            answer.error = "IDENTITY-MISMATCH: this machine's SMBIOS UUID is " + uuid + ", another one was approved";
        return answer;
    }

    private static String cut(String name) {
        return name.length() > NETBIOS_LENGTH ? name.substring(0, NETBIOS_LENGTH) : name;
    }
}
