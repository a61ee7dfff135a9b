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

    static ObjectNode diesDuringApply() {
        return DemoJson.object();
    }

    static ObjectNode listenerDoesNotFollow() {
        return DemoJson.object();
    }
}
