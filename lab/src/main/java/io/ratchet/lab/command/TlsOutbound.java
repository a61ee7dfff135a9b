package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import io.ratchet.lab.machine.Machine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Connects outward, to the peers that the host's state lists, with the protocols that its last boot gave it. */
final class TlsOutbound implements Action {
    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of("host", "port", "stack"), Set.of());
        if (call.phase() != Phase.VERIFY)
            throw new ActionError("WRONG-PHASE: looking outward belongs to the phase VERIFY");
        String stack = call.text("stack");
        if (!Set.of("schannel", "dotnet").contains(stack))
            throw new ActionError("BAD-VALUE: the stack is schannel or dotnet");
        List<String> peer = machine.origin().outbound().get(call.text("host") + ":" + call.number("port"));
        if (peer == null) return StepAnswer.found(Map.of("failure", "SocketException"));
        List<String> offered = stack.equals("schannel")
                ? machine.booted().client().stream().filter("TLSv1.2"::equals).toList()
                : machine.booted().dotnet();
        return StepAnswer.found(offered.stream()
                .filter(peer::contains)
                .reduce((older, newer) -> newer)
                .map(protocol -> Map.of("protocol", protocol))
                .orElse(Map.of("failure", "AuthenticationException")));
    }
}
