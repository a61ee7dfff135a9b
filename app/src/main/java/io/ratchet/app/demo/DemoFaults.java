package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What goes wrong on some hosts of the demo, in the words of the simulated fleet. */
final class DemoFaults {
    private DemoFaults() {}

    static ObjectNode wrongPassword() {
        return DemoJson.object().put("wrongPassword", true);
    }

    static ObjectNode down() {
        return DemoJson.object().put("down", true);
    }

    /** The connection breaks once, when the first changes of the script are made and the others are not. */
    static ObjectNode diesDuringApply() {
        ObjectNode faults = DemoJson.object();
        faults.putObject("reset").put("phase", "APPLY").put("afterCalls", 3).put("always", false);
        return faults;
    }

    /** TLS stays as it was, whatever the registry says: something other than Schannel must be listening. */
    static ObjectNode listenerDoesNotFollow() {
        return DemoJson.object().put("stuckListener", true);
    }
}
